package dev.plumbline.sim;

import dev.plumbline.observation.HttpObservation.Header;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The header fields that belong to one connection and are not forwarded (RFC 9110 section 7.6.1).
 */
final class HopByHop {

  private static final Set<String> ALWAYS =
      Set.of(
          "connection",
          "proxy-connection",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HopByHop() {}

  /** Returns the header lines without these fields and those that Connection names. */
  static List<Header> without(List<Header> headers) {
    Set<String> dropped = new HashSet<>(ALWAYS);
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase("Connection")) {
        dropped.addAll(List.of(header.value().toLowerCase(Locale.ROOT).strip().split("\\s*,\\s*")));
      }
    }
    // a client cannot have the name of the host it asked for taken away
    dropped.remove("host");
    return headers.stream()
        .filter(h -> !dropped.contains(h.name().toLowerCase(Locale.ROOT)))
        .toList();
  }
}
