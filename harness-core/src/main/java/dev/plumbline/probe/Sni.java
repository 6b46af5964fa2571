package dev.plumbline.probe;

/** The server name a handshake sends (RFC 6066 section 3). */
public sealed interface Sni {

  /** The host name of the target or URL; none when that is an address. */
  record OfTarget() implements Sni {}

  /** No server name at all. */
  record None() implements Sni {}

  /**
   * A name of the caller's choice.
   *
   * @param name the name
   */
  record Named(String name) implements Sni {}

  /** Returns the server name of the target. */
  static Sni ofTarget() {
    return new OfTarget();
  }

  /** Returns no server name. */
  static Sni none() {
    return new None();
  }

  /** Returns a server name of the caller's choice. */
  static Sni named(String name) {
    return new Named(name);
  }
}
