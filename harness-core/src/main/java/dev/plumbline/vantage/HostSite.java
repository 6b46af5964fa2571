package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.HostExclusivity.Row;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An address and port, asked with many host names. */
final class HostSite implements Site {

  /** Nobody's name: the top-level domain is reserved (RFC 2606 section 2). */
  private static final String UNKNOWN_HOST = "unknown-host.invalid";

  private static final String SIBLING = "plumbline-sibling";

  private final Vantage from;
  private final Place place;
  private final String scheme;
  private final String path;
  private final InetSocketAddress address;

  HostSite(Vantage from, Target target, Place place, String scheme, String path) {
    this.from = from;
    this.place = place;
    this.scheme = scheme;
    this.path = path;
    address = address(from, target, place);
  }

  private static InetSocketAddress address(Vantage from, Target target, Place place) {
    if (IpAddresses.isLiteral(place.host())) {
      return new InetSocketAddress(IpAddresses.parse(place.host()), place.port());
    }
    TcpObservation way = from.prepare(TcpProbe.to(target));
    return way.dialled() == null
        ? InetSocketAddress.createUnresolved(place.host(), place.port())
        : way.dialled();
  }

  @Override
  public String vantage() {
    return from.name();
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  /** One request of the battery, before it is sent. */
  private record Question(
      String variant,
      @Nullable String host,
      @Nullable String sni,
      Expectation expectation,
      HttpProbe probe) {}

  @Override
  public HostExclusivity askByHost(List<String> ownNames) {
    if (ownNames.isEmpty()) {
      throw new IllegalArgumentException(
          "a site that answers only on its own names needs at least one name");
    }
    List<Question> battery = new ArrayList<>();
    for (String name : ownNames) {
      own(battery, name);
    }
    foreign(battery, ownNames);
    if (scheme.equals("https")) {
      overHttp2(battery, ownNames);
    }
    List<HttpObservation> seen = from.observeAll(battery.stream().map(Question::probe).toList());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < battery.size(); i++) {
      Question q = battery.get(i);
      rows.add(new Row(q.variant(), q.host(), q.sni(), expectation(q, seen.get(i)), seen.get(i)));
    }
    HostExclusivity table =
        new HostExclusivity(
            from.name(), Target.of(dialled(), place.port()).toString(), path, ownNames, rows);
    // Where its rows are recorded, so that the report shows them as one table.
    return seen.get(0).provenance().scope().record(table);
  }

  /** A site that turns out not to speak HTTP/2 has nothing to answer for there. */
  private static Expectation expectation(Question question, HttpObservation seen) {
    TlsSession session = seen.session();
    boolean notSpoken =
        "h2".equals(question.probe().version())
            && session != null
            && !"h2".equals(session.alpn())
            && seen.outcome() instanceof Outcome.Malformed malformed
            && malformed.phase() == Phase.TLS;
    return notSpoken ? Expectation.EITHER : question.expectation();
  }

  private String dialled() {
    return address.isUnresolved() ? place.host() : address.getAddress().getHostAddress();
  }

  private void own(List<Question> battery, String name) {
    add(battery, "own name", name, name, name, Expectation.ANSWERED);
    add(battery, "upper case", name.toUpperCase(Locale.ROOT), name, name, Expectation.ANSWERED);
    add(battery, "with port", name + ":" + place.port(), name, name, Expectation.ANSWERED);
    add(battery, "trailing dot", name + ".", name, name, Expectation.EITHER);
  }

  private void foreign(List<Question> battery, List<String> ownNames) {
    if (!scheme.equals("https")) {
      foreign(battery, ownNames, ownNames.get(0));
      return;
    }
    // Under each server name, since a server may choose by it and then take any Host.
    ownNames.forEach(own -> foreign(battery, ownNames, own));
    String own = ownNames.get(0);
    add(
        battery,
        "unknown host and server name",
        UNKNOWN_HOST,
        UNKNOWN_HOST,
        null,
        Expectation.TURNED_AWAY);
    add(battery, "unknown host, no server name", UNKNOWN_HOST, null, null, Expectation.TURNED_AWAY);
    add(battery, "address as host, no server name", literal(), null, null, Expectation.TURNED_AWAY);
    add(battery, "own host, unknown server name", own, UNKNOWN_HOST, null, Expectation.EITHER);
    add(battery, "own host, no server name", own, null, null, Expectation.EITHER);
  }

  private void foreign(List<Question> battery, List<String> ownNames, String own) {
    add(battery, "unknown host", UNKNOWN_HOST, own, own, Expectation.TURNED_AWAY);
    add(battery, "sibling", sibling(own, ownNames), own, own, Expectation.TURNED_AWAY);
    add(battery, "address as host", literal(), own, own, Expectation.TURNED_AWAY);
    add(battery, "empty host", "", own, own, Expectation.TURNED_AWAY);
  }

  /**
   * Adds the names that differ by more than their spelling once more, over HTTP/2 and in its {@code
   * :authority}, under each server name with which the site agrees on it: what chooses a site may
   * be another piece of code there. An empty authority is left out, as malformed (RFC 9113 section
   * 8.3.1).
   */
  private void overHttp2(List<Question> battery, List<String> ownNames) {
    boolean silent = false;
    for (String own : ownNames) {
      Http2 answer = silent ? Http2.UNKNOWN : http2(Sni.named(own));
      silent |= answer == Http2.UNKNOWN;
      if (answer != Http2.REFUSED) {
        addHttp2(battery, "own name", own, own, own, Expectation.ANSWERED);
        addHttp2(battery, "unknown host", UNKNOWN_HOST, own, own, Expectation.TURNED_AWAY);
        addHttp2(battery, "sibling", sibling(own, ownNames), own, own, Expectation.TURNED_AWAY);
        addHttp2(battery, "address as host", literal(), own, own, Expectation.TURNED_AWAY);
      }
    }
    if (!silent && http2(Sni.named(UNKNOWN_HOST)) == Http2.AGREED) {
      addHttp2(
          battery,
          "unknown host and server name",
          UNKNOWN_HOST,
          UNKNOWN_HOST,
          null,
          Expectation.TURNED_AWAY);
    }
    if (!silent && http2(Sni.none()) == Http2.AGREED) {
      addHttp2(
          battery,
          "unknown host, no server name",
          UNKNOWN_HOST,
          null,
          null,
          Expectation.TURNED_AWAY);
      addHttp2(
          battery,
          "address as host, no server name",
          literal(),
          null,
          null,
          Expectation.TURNED_AWAY);
    }
  }

  /** Whether a site speaks HTTP/2. */
  private enum Http2 {
    AGREED,
    REFUSED,
    /** The handshake came to no end: then its requests are sent, and say why. */
    UNKNOWN
  }

  private Http2 http2(Sni sni) {
    TlsObservation handshake =
        from.prepare(
            TlsProbe.to(Target.of(dialled(), place.port()))
                .with(TlsSettings.defaults().withSni(sni).withAnyCertificateName()));
    TlsSession session = handshake.session();
    if (session != null && "h2".equals(session.alpn())) {
      return Http2.AGREED;
    }
    boolean ended =
        handshake.outcome() instanceof Outcome.HandshakeCompleted
            || handshake.outcome() instanceof Outcome.CertificateRejected
            || handshake.outcome() instanceof Outcome.TlsAlert;
    return ended ? Http2.REFUSED : Http2.UNKNOWN;
  }

  private String literal() {
    String text = dialled();
    return text.indexOf(':') >= 0 ? "[" + text + "]" : text;
  }

  /** Returns a name in the domain of an own name that is none of the own names. */
  private static String sibling(String own, List<String> ownNames) {
    int dot = own.indexOf('.');
    String domain = dot < 0 ? ".invalid" : own.substring(dot);
    String sibling = SIBLING + domain;
    return ownNames.contains(sibling) ? SIBLING + "-2" + domain : sibling;
  }

  /**
   * Adds a row.
   *
   * @param certificate the name that the certificate must carry; null for a trusted certificate for
   *     any name, where the server cannot have one for the name it is asked for
   */
  private void add(
      List<Question> battery,
      String variant,
      String host,
      @Nullable String sni,
      @Nullable String certificate,
      Expectation expectation) {
    HttpProbe probe = probe(host, sni, certificate).version("HTTP/1.1");
    battery.add(
        new Question(variant, host, scheme.equals("https") ? sni : null, expectation, probe));
  }

  private void addHttp2(
      List<Question> battery,
      String variant,
      String host,
      @Nullable String sni,
      @Nullable String certificate,
      Expectation expectation) {
    HttpProbe probe = probe(host, sni, certificate).version("h2");
    battery.add(new Question(variant + ", HTTP/2", host, sni, expectation, probe));
  }

  private HttpProbe probe(String host, @Nullable String sni, @Nullable String certificate) {
    TlsSettings tls = TlsSettings.defaults().withSni(sni == null ? Sni.none() : Sni.named(sni));
    return HttpProbe.get(
            scheme
                + "://"
                + (certificate == null ? UNKNOWN_HOST : certificate)
                + ":"
                + place.port())
        .path(path)
        .host(host)
        .connectTo(dialled(), place.port())
        .with(
            certificate == null
                ? tls.withAnyCertificateName()
                : tls.withCertificateName(certificate));
  }
}
