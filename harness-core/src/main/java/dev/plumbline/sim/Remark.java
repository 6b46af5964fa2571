package dev.plumbline.sim;

import org.jspecify.annotations.Nullable;

/**
 * What a server of the simulated network has to say about a connection and does not say on the
 * wire: why a gateway answered for itself. The way that the client's connection went tells it to
 * the client's lab.
 */
final class Remark {

  private volatile @Nullable String text;

  /** Puts a sentence in place of what was said before; null takes it back. */
  void set(@Nullable String sentence) {
    text = sentence;
  }

  /** Returns the sentence; null when there is none. */
  @Nullable String get() {
    return text;
  }
}
