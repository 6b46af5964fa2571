package dev.plumbline.azure.rules;

import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The URL of a backend that an API Management service calls. */
public final class BackendUrl {

  private BackendUrl() {}

  /**
   * Returns the URL that a text is: of http or https, with a host name or address, without query
   * and fragment; empty when it is not one that can be called.
   */
  public static Optional<URI> parse(String text) {
    try {
      URI url = new URI(text);
      String host = url.getHost() == null ? "" : host(url);
      boolean callable =
          ("http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme()))
              && (HostNames.isHostName(host) || IpAddresses.isLiteral(host))
              && url.getRawQuery() == null
              && url.getRawFragment() == null
              && url.getPort() != 0
              && url.getPort() <= 65535;
      return callable ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  /** Returns its host; an IPv6 address without brackets. */
  public static String host(URI url) {
    String host = url.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
