package dev.plumbline.vantage;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.TlsSettings;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Where a redirect leads (RFC 9110 section 15.4). */
final class Redirects {

  private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

  /** Not repeated to another host, or where the address or the body has changed. */
  private static final Set<String> OF_THE_HOST =
      Set.of("host", "authorization", "cookie", "proxy-authorization");

  private static final Set<String> OF_THE_BODY =
      Set.of("content-length", "content-type", "transfer-encoding");

  private Redirects() {}

  /**
   * Returns the request that an answer points to; null when it points to none, or to no http or
   * https URL.
   *
   * @param url the URL that answered
   */
  static @Nullable HttpProbe next(HttpProbe probe, String url, @Nullable Response response) {
    if (response == null || !STATUSES.contains(response.status())) {
      return null;
    }
    List<String> location = response.header("Location");
    HttpUrl from = HttpUrl.parse(url);
    HttpUrl to = location.size() == 1 && from != null ? from.resolve(location.get(0)) : null;
    if (from == null || to == null) {
      return null;
    }
    boolean sameSite =
        from.scheme().equals(to.scheme())
            && from.host().equals(to.host())
            && from.port() == to.port();
    boolean asGet =
        response.status() == 303 && !probe.method().equals("HEAD")
            || response.status() < 303 && probe.method().equals("POST");
    // User information is no part of an http URL that is sent (RFC 9110 section 4.2.4).
    String sent = to.newBuilder().username("").password("").fragment(null).build().toString();
    HttpProbe next = HttpProbe.request(asGet ? "GET" : probe.method(), sent);
    List<Header> headers =
        probe.headers().stream()
            .filter(h -> sameSite || !OF_THE_HOST.contains(h.name().toLowerCase(Locale.ROOT)))
            .filter(h -> !asGet || !OF_THE_BODY.contains(h.name().toLowerCase(Locale.ROOT)))
            .toList();
    TlsSettings elsewhere =
        new TlsSettings(
            TlsSettings.defaults().sni(),
            probe.tls().versions(),
            null,
            false,
            probe.tls().clientCertificate());
    return new HttpProbe(
        next.method(),
        next.scheme(),
        next.target().over(probe.target().family()),
        next.path(),
        headers,
        sameSite && probe.hostOmitted(),
        asGet ? new byte[0] : probe.body(),
        sameSite ? probe.dial() : null,
        sameSite ? probe.tls() : elsewhere,
        0,
        probe.version(),
        null,
        probe.bodyLimit(),
        probe.limit());
  }
}
