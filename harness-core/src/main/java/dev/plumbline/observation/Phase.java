package dev.plumbline.observation;

/** The steps of a check, in the order in which they happen. */
public enum Phase {
  /** A name is asked of a resolver. */
  RESOLVE("resolve"),
  /** A TCP connection is opened. */
  CONNECT("connect"),
  /** A TLS handshake is made. */
  TLS("TLS"),
  /** A request is sent. */
  REQUEST("request"),
  /** The first byte of the answer is awaited and its head read. */
  RESPONSE("response"),
  /** The body of the answer is read. */
  BODY("body");

  private final String label;

  Phase(String label) {
    this.label = label;
  }

  /** Returns the word used in messages and reports. */
  public String label() {
    return label;
  }
}
