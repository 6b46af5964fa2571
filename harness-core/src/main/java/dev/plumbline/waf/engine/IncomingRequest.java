package dev.plumbline.waf.engine;

import dev.plumbline.observation.HttpObservation.Header;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A request as it comes to a web application firewall.
 *
 * @param method the method
 * @param target the request target in any form (RFC 9112 section 3.2)
 * @param headers the header lines in order
 * @param body the whole body; empty for none
 * @param client the address that the connection comes from
 */
public record IncomingRequest(
    String method, String target, List<Header> headers, byte[] body, InetAddress client) {

  /** Copies the list. */
  public IncomingRequest {
    headers = List.copyOf(headers);
  }

  /** Returns path and query as they came: of a target in absolute form, what follows the host. */
  String pathAndQuery() {
    int scheme = target.indexOf("://");
    if (target.startsWith("/") || scheme < 0) {
      return target;
    }
    for (int i = scheme + 3; i < target.length(); i++) {
      if ("/?#".indexOf(target.charAt(i)) >= 0) {
        return target.charAt(i) == '/' ? target.substring(i) : "/" + target.substring(i);
      }
    }
    return "/";
  }

  /** Returns the query as it came, without its fragment; empty when there is no question mark. */
  Optional<String> query() {
    int fragment = target.indexOf('#');
    String whole = fragment < 0 ? target : target.substring(0, fragment);
    int mark = whole.indexOf('?');
    return mark < 0 ? Optional.empty() : Optional.of(whole.substring(mark + 1));
  }

  /** Returns the last value of a header, which counts; empty when there is none. */
  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .reduce((first, second) -> second)
        .map(Header::value);
  }
}
