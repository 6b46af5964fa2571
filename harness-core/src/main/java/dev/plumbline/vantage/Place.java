package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.Target;
import java.net.Inet4Address;
import org.jspecify.annotations.Nullable;

/**
 * A target with the names of the environment resolved: where a connection goes, as a host name or
 * address and a port.
 *
 * @param host a host name or an address literal
 * @param port the port
 * @param endpoint the endpoint it was named by; null when it was not
 * @param family which addresses of the host count
 */
record Place(String host, int port, @Nullable Endpoint endpoint, Family family) {

  /** Checks that an address is one of the family. */
  Place {
    if (family != Family.ANY && IpAddresses.isLiteral(host)) {
      boolean four = IpAddresses.parse(host) instanceof Inet4Address;
      if (four != (family == Family.IPV4)) {
        throw new IllegalArgumentException(
            host
                + " is no IPv"
                + (four ? "6" : "4")
                + " address; name a host, or leave over(..) out");
      }
    }
  }

  /**
   * Returns the place of a target.
   *
   * @throws IllegalArgumentException when the target names an endpoint that the environment does
   *     not have
   */
  static Place of(Environment environment, Target target) {
    Endpoint endpoint = environment.endpoints().get(target.host());
    if (endpoint != null) {
      return new Place(
          endpoint.host(),
          target.port() == 0 ? endpoint.port() : target.port(),
          endpoint,
          target.family());
    }
    if (target.port() == 0) {
      throw Unknown.name("endpoint", target.host(), environment.endpoints().keySet());
    }
    return new Place(target.host(), target.port(), null, target.family());
  }

  /**
   * Returns the place of a URL's authority: an endpoint's name stands for its host, and for its
   * port where the URL leaves that open.
   */
  static Place of(Environment environment, Target target, String scheme) {
    int usual = scheme.equals("https") ? 443 : 80;
    boolean endpoint = environment.endpoints().containsKey(target.host());
    return of(
        environment,
        endpoint && target.port() == usual
            ? Target.endpoint(target.host()).over(target.family())
            : target);
  }

  /** Returns {@code host:port}. */
  @Override
  public String toString() {
    return Target.of(host, port).toString();
  }
}
