package dev.plumbline.azure.contract;

import java.util.regex.Pattern;

/**
 * A text that may be looked at so often and no more: a pattern that the platform's engine tries in
 * linear time may take Java's for ever.
 */
final class BoundedText implements CharSequence {

  private static final int LOOKS = 1_000_000;

  private final String text;
  private int looks;

  private BoundedText(String text) {
    this.text = text;
  }

  /**
   * Returns whether a pattern is found in a text.
   *
   * @throws IllegalArgumentException when that takes too long to tell
   */
  static boolean holds(String text, Pattern pattern) {
    return pattern.matcher(new BoundedText(text)).find();
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    if (++looks > LOOKS) {
      throw new IllegalArgumentException("the pattern takes too long for \"" + text + "\"");
    }
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
