package dev.plumbline.probe;

/**
 * Where a connection goes: a host and a port.
 *
 * @param host a host name, an IPv4 or IPv6 literal without brackets, or the name of an endpoint of
 *     the environment
 * @param port 1 to 65535, or 0 for the port of the endpoint that {@code host} names
 * @param family which addresses of a name count
 */
public record Target(String host, int port, Family family) {

  /** Checks the port and the host. */
  public Target {
    if (host.isBlank()) {
      throw new IllegalArgumentException("a target needs a host");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException(
          "port " + port + " of " + host + " is not within 0 to 65535");
    }
  }

  /** Returns a target; see {@link Target} for the forms of a host. */
  public static Target of(String host, int port) {
    return new Target(host, port, Family.ANY);
  }

  /** Returns the target of an endpoint of the environment, with that endpoint's port. */
  public static Target endpoint(String name) {
    return new Target(name, 0, Family.ANY);
  }

  /** Returns this target, reached over addresses of one family alone. */
  public Target over(Family family) {
    return new Target(host, port, family);
  }

  /** Returns {@code host:port}, or the endpoint's name, and the family where it is not any. */
  @Override
  public String toString() {
    String place =
        port == 0 ? host : host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    return place + family.words();
  }
}
