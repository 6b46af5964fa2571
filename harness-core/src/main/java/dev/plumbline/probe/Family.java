package dev.plumbline.probe;

/** Which addresses of a name count. */
public enum Family {
  /** IPv4 addresses, and IPv6 addresses of a name that has no other. */
  ANY,
  /** IPv4 addresses alone. */
  IPV4,
  /** IPv6 addresses alone. */
  IPV6;

  /** Returns the words of messages, after what is asked; empty for any. */
  String words() {
    return this == ANY ? "" : this == IPV4 ? " over IPv4" : " over IPv6";
  }
}
