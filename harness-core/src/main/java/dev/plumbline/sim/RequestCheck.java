package dev.plumbline.sim;

import dev.plumbline.network.HostNames;
import dev.plumbline.observation.AccessRecord.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests that can be read and are not valid all the same.
 *
 * <p>400: HTTP/1.1 without exactly one Host header (RFC 9112 section 3.2; HTTP/1.0 may leave it
 * out, and then has the empty name), HTTP/2 without an authority or with two that differ (RFC 9113
 * section 8.3.1), a Host or absolute target whose authority is none (RFC 3986 section 3.2) or names
 * no host (RFC 9110 section 4.2.1), a path with a broken escape or NUL. 405: CONNECT. 505: a major
 * version other than 1 and 2.
 */
final class RequestCheck {

  private RequestCheck() {}

  /** Returns the status that an invalid request is answered with; null for a valid one. */
  static @Nullable Integer statusOfInvalid(Received request) {
    boolean h2 = request.version().equals("h2");
    if (!h2 && !request.version().startsWith("HTTP/1.")) {
      return 505;
    }
    List<String> hosts = request.header("Host");
    boolean wrongHosts =
        h2
            ? hosts.stream().distinct().count() != 1
            : hosts.size() > 1 || hosts.isEmpty() && !request.version().equals("HTTP/1.0");
    if (wrongHosts || !hosts.stream().allMatch(RequestCheck::namesHost)) {
      return 400;
    }
    if (request.method().equals("CONNECT")) {
      return 405;
    }
    String authority = Paths.authority(request.target());
    boolean wrongTarget =
        Paths.decoded(request.target()) == null || authority != null && !namesHost(authority);
    return wrongTarget ? 400 : null;
  }

  /** Returns what is wrong with an invalid request. */
  static Failure failureOfInvalid(Received request) {
    boolean h2 = request.version().equals("h2");
    if (!h2 && !request.version().startsWith("HTTP/1.")) {
      return Failure.VERSION;
    }
    List<String> hosts = request.header("Host");
    if (hosts.isEmpty() && !request.version().equals("HTTP/1.0")) {
      return Failure.NO_HOST;
    }
    if (hosts.size() > 1 || !hosts.stream().allMatch(RequestCheck::namesHost)) {
      return Failure.HOST;
    }
    return request.method().equals("CONNECT") ? Failure.METHOD : Failure.TARGET;
  }

  private static boolean namesHost(String authority) {
    String host = HostNames.ofAuthority(authority);
    return host != null && !host.isEmpty();
  }
}
