package dev.plumbline.sim;

import dev.plumbline.network.Network.Tls;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * For which server names of a listener a client needs a certificate, and what becomes of requests
 * without one.
 *
 * <p>Several names share a port, so that a request may ask for another name than the handshake did.
 * One for a name that needs a certificate, over a handshake for another, never gets there (421, RFC
 * 9110 section 15.5.20): that handshake may have asked for no certificate, or for another one.
 */
final class ClientCertificates {

  private final List<Named> needed;
  private final List<Named> names;

  ClientCertificates(@Nullable Tls tls) {
    this.needed = tls == null ? List.of() : named(tls.clientCertificateNames().stream());
    this.names =
        tls == null || needed.isEmpty()
            ? List.of()
            : named(
                Stream.concat(
                    tls.serverNames().keySet().stream(), tls.clientCertificateNames().stream()));
  }

  private static List<Named> named(Stream<String> names) {
    return names
        .map(name -> new Named(name.toLowerCase(Locale.ROOT), HostMatch.pattern(name).pattern()))
        .toList();
  }

  /** A name as it is written, in lower case, and the expression for what it stands for. */
  private record Named(String name, String expression) {}

  /** What becomes of a request. */
  enum Refusal {
    /** The handshake was for another name. */
    OTHER_NAME,
    /** No certificate was presented. */
    NONE_SENT
  }

  /**
   * Returns whether clients need a certificate for a server name.
   *
   * @param serverName the name in lower case; null for none
   */
  boolean needed(@Nullable String serverName) {
    if (needed.isEmpty()) {
      return false;
    }
    String asked = serverName == null ? "" : serverName;
    return Stream.<Predicate<Named>>of(
            named -> named.name().equals(asked), named -> asked.matches(named.expression()))
        .flatMap(rule -> names.stream().filter(rule))
        .findFirst()
        .filter(needed::contains)
        .isPresent();
  }

  /**
   * Returns why a request is refused; null when it is not.
   *
   * @param host the name that the request is for; null for none
   * @param serverName the server name of the handshake; null for none
   * @param presented whether the client has presented a certificate
   */
  @Nullable Refusal refusal(@Nullable String host, @Nullable String serverName, boolean presented) {
    if (!needed(host)) {
      return null;
    }
    if (serverName != null && !serverName.equals(host)) {
      return Refusal.OTHER_NAME;
    }
    return presented ? null : Refusal.NONE_SENT;
  }
}
