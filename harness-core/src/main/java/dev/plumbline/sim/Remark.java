package dev.plumbline.sim;

import org.jspecify.annotations.Nullable;

/**
 * What a server of the simulated network has to say about a connection, or about one datagram, and
 * does not say on the wire: why a gateway answered for itself, which zone a name was answered from.
 * The way that the client went tells it to the client's lab.
 */
final class Remark {

  private final int hops;
  private volatile boolean circle;
  private volatile @Nullable String text;
  private volatile @Nullable String decider;

  Remark() {
    this(0);
  }

  /**
   * Makes a remark about a question that a DNS server asks on.
   *
   * @param hops how many servers have asked it on already
   */
  Remark(int hops) {
    this.hops = hops;
  }

  /** Returns how many DNS servers have asked the question on. */
  int hops() {
    return hops;
  }

  /** Says that the question was asked on in a circle. */
  void inCircle() {
    circle = true;
  }

  /** Returns whether the question was asked on in a circle. */
  boolean isInCircle() {
    return circle;
  }

  /** Puts a sentence in place of what was said before; null takes it back. */
  void set(@Nullable String sentence) {
    text = sentence;
  }

  /** Says who decided what the answer is; null leaves it to who decided the way. */
  void decidedBy(@Nullable String who) {
    decider = who;
  }

  /** Returns the sentence; null when there is none. */
  @Nullable String get() {
    return text;
  }

  /** Returns who decided what the answer is; null when nobody said. */
  @Nullable String decider() {
    return decider;
  }
}
