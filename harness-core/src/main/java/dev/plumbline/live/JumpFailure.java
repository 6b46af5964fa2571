package dev.plumbline.live;

import java.io.Serial;

/** Why a jump host cannot be used, in words that follow its name. */
final class JumpFailure extends Exception {

  @Serial private static final long serialVersionUID = 1;

  /** Whether it is so each time, until somebody changes the vantage. */
  private final boolean lasts;

  JumpFailure(String why, boolean lasts) {
    super(why);
    this.lasts = lasts;
  }

  boolean lasts() {
    return lasts;
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
