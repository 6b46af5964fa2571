package dev.plumbline.probe;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request. The address dialled, the server name of the handshake and the Host header are
 * set independently.
 *
 * <p>Built from a URL: {@code HttpProbe.get("https://api.contoso.net/echo").connectTo("10.1.0.5",
 * 443)}. The default Host header is the URL's authority, the default server name its host. One
 * connection, one address, no retry.
 *
 * @param method the method token; sent as given
 * @param scheme {@code http} or {@code https}
 * @param target the host and port of the URL, or an endpoint of the environment
 * @param path the request target: path and query as they go on the wire; sent as given, not
 *     normalised
 * @param headers the header lines, in order; a Host line among them replaces the default
 * @param hostOmitted true to send no Host header at all; default false
 * @param body the request body; empty for none
 * @param dial another address and port to dial; null for the target's
 * @param tls how the handshake is made
 * @param followRedirects how many redirects to follow; default 0
 * @param version {@code HTTP/1.1}, {@code h2}, or null for what the handshake agrees on
 * @param raw the bytes to send in place of a request made from the parts; null for none
 * @param bodyLimit how many bytes of the answer's body are kept; default 1 MiB
 * @param limit the time-out; null for the environment's
 */
public record HttpProbe(
    String method,
    String scheme,
    Target target,
    String path,
    List<Header> headers,
    boolean hostOmitted,
    byte[] body,
    @Nullable Target dial,
    TlsSettings tls,
    int followRedirects,
    @Nullable String version,
    byte @Nullable [] raw,
    int bodyLimit,
    @Nullable Duration limit)
    implements Probe<HttpObservation> {

  /** How many bytes of a body are kept unless a probe says otherwise: 1 MiB. */
  public static final int DEFAULT_BODY_LIMIT = 1024 * 1024;

  private static final byte[] NOTHING = new byte[0];

  /** Checks scheme and path and copies the headers. */
  public HttpProbe {
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException("scheme " + scheme + " is not http or https");
    }
    headers = List.copyOf(headers);
  }

  /**
   * Returns a GET of a URL.
   *
   * @param url {@code http[s]://host[:port][/path][?query]}; everything after the authority is sent
   *     as given
   * @throws IllegalArgumentException when it is not such a URL
   */
  public static HttpProbe get(String url) {
    return request("GET", url);
  }

  /**
   * Returns a request of a URL.
   *
   * @param method the method token
   * @param url {@code http[s]://host[:port][/path][?query]}; everything after the authority is sent
   *     as given
   * @throws IllegalArgumentException when it is not such a URL
   */
  public static HttpProbe request(String method, String url) {
    int authorityAt = url.indexOf("://");
    String scheme = authorityAt < 0 ? "" : url.substring(0, authorityAt).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "\""
              + url
              + "\" is not an http or https URL"
              + (authorityAt < 0 ? "; write https://" + url : ""));
    }
    int pathAt = authorityAt + 3;
    while (pathAt < url.length() && "/?#".indexOf(url.charAt(pathAt)) < 0) {
      pathAt++;
    }
    // Only the authority is parsed: the rest is the test's own and may be anything.
    URI authority = URI.create(scheme + "://" + url.substring(authorityAt + 3, pathAt));
    if (authority.getHost() == null || authority.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "\"" + url + "\" has no plain host and port after " + scheme + "://");
    }
    String host = authority.getHost();
    if (host.startsWith("[")) {
      host = host.substring(1, host.length() - 1);
    }
    int port = authority.getPort() >= 0 ? authority.getPort() : scheme.equals("https") ? 443 : 80;
    String rest = url.substring(pathAt);
    return new HttpProbe(
        method,
        scheme,
        Target.of(host, port),
        rest.startsWith("/") ? rest : "/" + rest,
        List.of(),
        false,
        NOTHING,
        null,
        TlsSettings.defaults(),
        0,
        null,
        null,
        DEFAULT_BODY_LIMIT,
        null);
  }

  /** Returns this request with one more header line. */
  public HttpProbe header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Draft(this).headers(more).build();
  }

  /** Returns this request with another Host header, in place of the URL's. */
  public HttpProbe host(String host) {
    List<Header> others =
        new ArrayList<>(headers.stream().filter(h -> !h.name().equalsIgnoreCase("host")).toList());
    others.add(0, new Header("Host", host));
    return new Draft(this).headers(others).build();
  }

  /** Returns this request without a Host header. */
  public HttpProbe withoutHost() {
    Draft draft = new Draft(this);
    draft.headers = headers.stream().filter(h -> !h.name().equalsIgnoreCase("host")).toList();
    draft.hostOmitted = true;
    return draft.build();
  }

  /** Returns this request with another path and query, sent as given. */
  public HttpProbe path(String path) {
    Draft draft = new Draft(this);
    draft.path = path;
    return draft.build();
  }

  /** Returns this request with a body and its Content-Type header. */
  public HttpProbe body(String contentType, String text) {
    Draft draft = new Draft(header("Content-Type", contentType));
    draft.body = text.getBytes(StandardCharsets.UTF_8);
    return draft.build();
  }

  /**
   * Returns this request, dialling another address and port; Host header and server name stay those
   * of the URL.
   */
  public HttpProbe connectTo(String host, int port) {
    Draft draft = new Draft(this);
    draft.dial = Target.of(host, port).over(target.family());
    return draft.build();
  }

  /** Returns this request with other handshake settings. */
  public HttpProbe with(TlsSettings settings) {
    Draft draft = new Draft(this);
    draft.tls = settings;
    return draft.build();
  }

  /** Returns this request with another server name. */
  public HttpProbe withSni(String name) {
    return with(tls.withSni(Sni.named(name)));
  }

  /** Returns this request without a server name. */
  public HttpProbe withoutSni() {
    return with(tls.withSni(Sni.none()));
  }

  /** Returns this request, following at most so many redirects. */
  public HttpProbe followRedirects(int most) {
    Draft draft = new Draft(this);
    draft.followRedirects = most;
    return draft.build();
  }

  /**
   * Returns this request with one HTTP version only: {@code HTTP/1.0}, {@code HTTP/1.1} or {@code
   * h2}.
   */
  public HttpProbe version(String version) {
    Draft draft = new Draft(this);
    draft.version = version;
    return draft.build();
  }

  /**
   * Returns this request with bytes of the caller's own in place of everything that would be sent.
   */
  public HttpProbe raw(byte[] bytes) {
    Draft draft = new Draft(this);
    draft.raw = bytes.clone();
    return draft.build();
  }

  /** Returns this request, keeping so many bytes of the answer's body. */
  public HttpProbe bodyLimit(int bytes) {
    Draft draft = new Draft(this);
    draft.bodyLimit = bytes;
    return draft.build();
  }

  /** Returns this request, dialling an address of one family alone. */
  public HttpProbe over(Family family) {
    Draft draft = new Draft(this);
    draft.target = target.over(family);
    draft.dial = dial == null ? null : dial.over(family);
    return draft.build();
  }

  @Override
  public HttpProbe within(Duration timeout) {
    Draft draft = new Draft(this);
    draft.limit = timeout;
    return draft.build();
  }

  /** Returns the URL asked for; the default port is left out. */
  public String url() {
    boolean usual = target.port() == (scheme.equals("https") ? 443 : 80) || target.port() == 0;
    String host = target.host().indexOf(':') >= 0 ? "[" + target.host() + "]" : target.host();
    return scheme + "://" + host + (usual ? "" : ":" + target.port()) + path;
  }

  @Override
  public String question() {
    return method + " " + url() + target.family().words();
  }

  @Override
  public Optional<Duration> timeout() {
    return Optional.ofNullable(limit);
  }

  /** The parts of a probe while one of them is changed. */
  private static final class Draft {
    private final HttpProbe base;
    private Target target;
    private List<Header> headers;
    private String path;
    private boolean hostOmitted;
    private byte[] body;
    private @Nullable Target dial;
    private TlsSettings tls;
    private int followRedirects;
    private @Nullable String version;
    private byte @Nullable [] raw;
    private int bodyLimit;
    private @Nullable Duration limit;

    Draft(HttpProbe base) {
      this.base = base;
      target = base.target;
      headers = base.headers;
      path = base.path;
      hostOmitted = base.hostOmitted;
      body = base.body;
      dial = base.dial;
      tls = base.tls;
      followRedirects = base.followRedirects;
      version = base.version;
      raw = base.raw;
      bodyLimit = base.bodyLimit;
      limit = base.limit;
    }

    Draft headers(List<Header> lines) {
      headers = lines;
      return this;
    }

    HttpProbe build() {
      return new HttpProbe(
          base.method,
          base.scheme,
          target,
          path,
          headers,
          hostOmitted,
          body,
          dial,
          tls,
          followRedirects,
          version,
          raw,
          bodyLimit,
          limit);
    }
  }
}
