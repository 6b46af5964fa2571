package dev.plumbline.report;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal.Entry;
import dev.plumbline.observation.Journal.Role;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.PlatformObservation;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.report.ReportModel.BackendModel;
import dev.plumbline.report.ReportModel.CertificateModel;
import dev.plumbline.report.ReportModel.CheckModel;
import dev.plumbline.report.ReportModel.DiagnosisModel;
import dev.plumbline.report.ReportModel.DnsModel;
import dev.plumbline.report.ReportModel.FirewallModel;
import dev.plumbline.report.ReportModel.HeaderModel;
import dev.plumbline.report.ReportModel.HealthModel;
import dev.plumbline.report.ReportModel.HttpModel;
import dev.plumbline.report.ReportModel.ObservationModel;
import dev.plumbline.report.ReportModel.PhaseModel;
import dev.plumbline.report.ReportModel.RecordModel;
import dev.plumbline.report.ReportModel.RedirectModel;
import dev.plumbline.report.ReportModel.RequestModel;
import dev.plumbline.report.ReportModel.ResponseModel;
import dev.plumbline.report.ReportModel.RuleModel;
import dev.plumbline.report.ReportModel.TlsModel;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the model of one observation. */
final class ModelOfObservation {

  private ModelOfObservation() {}

  static ObservationModel of(Entry entry) {
    Observation seen = entry.observation();
    HttpObservation exchange = exchange(seen);
    Provenance p = seen.provenance();
    return new ObservationModel(
        p.number(),
        kind(seen),
        p.scope().lab(),
        p.vantage(),
        p.question(),
        seen.outcome().describe(),
        seen.outcome().reached(),
        seen.outcome().phase().label(),
        ModelOfRun.verdict(entry),
        entry.attempt() == null ? null : entry.attempt().number(),
        entry.role() == Role.CONTROL,
        p.startedAt().toString(),
        ModelOfRun.millis(p.timings().total()),
        p.timings().phases().entrySet().stream()
            .map(e -> new PhaseModel(e.getKey().label(), ModelOfRun.millis(e.getValue())))
            .toList(),
        entry.checks().stream()
            .map(c -> new CheckModel(c.expectation(), ModelOfRun.word(c.verdict()), c.message()))
            .toList(),
        diagnosis(p.diagnosis()),
        dns(seen),
        dialled(seen),
        tls(seen),
        exchange == null ? null : http(exchange),
        seen instanceof HealthObservation health ? health(health) : null,
        seen instanceof WafObservation waf ? firewall(waf) : null);
  }

  /** Returns the request and answer that an observation is, or is about. */
  private static @Nullable HttpObservation exchange(Observation seen) {
    if (seen instanceof WafObservation waf) {
      return waf.exchange();
    }
    return seen instanceof HttpObservation http ? http : null;
  }

  private static FirewallModel firewall(WafObservation seen) {
    WafObservation.Subject subject = seen.subject();
    FirewallReport log = seen.log();
    WafExpectation expected = seen.expectation();
    return new FirewallModel(
        seen.verdict().label(),
        subject.id(),
        subject.rule(),
        subject.attack(),
        subject.source(),
        subject.about(),
        seen.requestId(),
        switch (seen.arrival().arrived()) {
          case YES -> "at " + seen.arrival().where();
          case NO -> "nowhere";
          case UNKNOWN -> "not known: " + seen.arrival().where();
        },
        seen.proof(),
        expected == null ? null : expected.describe(subject.rule()),
        expected == null ? null : expected.because(),
        log == null ? null : log.log(),
        log == null
            ? List.of()
            : log.matches().stream()
                .map(m -> new RuleModel(m.name(), m.score(), m.title(), m.part(), m.data()))
                .toList(),
        log == null ? List.of() : log.rows());
  }

  private static String kind(Observation seen) {
    if (seen instanceof DnsObservation) {
      return "DNS";
    }
    if (seen instanceof TcpObservation) {
      return "TCP";
    }
    if (seen instanceof TlsObservation) {
      return "TLS";
    }
    if (seen instanceof HttpObservation) {
      return "HTTP";
    }
    if (seen instanceof WafObservation) {
      return "WAF";
    }
    if (seen instanceof PlatformObservation) {
      return "platform";
    }
    return seen instanceof HealthObservation ? "health" : "description";
  }

  private static DiagnosisModel diagnosis(Diagnosis d) {
    return new DiagnosisModel(d.route(), d.decidedBy(), d.likelyCause());
  }

  private static @Nullable DnsModel dns(Observation seen) {
    HttpObservation exchange = exchange(seen);
    DnsObservation dns =
        seen instanceof DnsObservation asked
            ? asked
            : seen instanceof TcpObservation tcp
                ? tcp.resolution()
                : seen instanceof TlsObservation tls
                    ? tls.resolution()
                    : exchange == null ? null : exchange.resolution();
    return dns == null ? null : dns(dns);
  }

  private static DnsModel dns(DnsObservation dns) {
    DnsObservation.Response r = dns.response();
    List<String> flags = new ArrayList<>();
    if (r != null && r.authoritative()) {
      flags.add("AA");
    }
    if (r != null && r.truncated()) {
      flags.add("TC");
    }
    if (r != null && r.recursionAvailable()) {
      flags.add("RA");
    }
    return new DnsModel(
        dns.name(),
        dns.type(),
        dns.resolver(),
        dns.outcome().describe(),
        r == null ? null : r.rcode(),
        r == null ? null : r.transport(),
        dns.passedOver(),
        flags,
        r == null ? List.of() : records(r.answer()),
        r == null ? List.of() : records(r.authority()),
        r == null ? List.of() : records(r.additional()),
        dns.ipv6() == null ? null : dns(dns.ipv6()));
  }

  private static List<RecordModel> records(List<DnsRecord> records) {
    return records.stream()
        .map(r -> new RecordModel(r.name(), r.type(), r.ttl(), r.data()))
        .toList();
  }

  private static @Nullable String dialled(Observation seen) {
    HttpObservation exchange = exchange(seen);
    InetSocketAddress address =
        seen instanceof TcpObservation tcp
            ? tcp.dialled()
            : seen instanceof TlsObservation tls
                ? tls.dialled()
                : exchange == null ? null : exchange.dialled();
    return address == null ? null : address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static @Nullable TlsModel tls(Observation seen) {
    HttpObservation exchange = exchange(seen);
    TlsSession session =
        seen instanceof TlsObservation tls
            ? tls.session()
            : exchange == null ? null : exchange.session();
    return session == null
        ? null
        : new TlsModel(
            session.sni(),
            session.protocol(),
            session.cipherSuite(),
            session.alpn(),
            session.clientCertificate(),
            session.chain().stream().map(ModelOfObservation::certificate).toList());
  }

  private static CertificateModel certificate(X509Certificate c) {
    try {
      Collection<List<?>> names = c.getSubjectAlternativeNames();
      return new CertificateModel(
          c.getSubjectX500Principal().getName(),
          c.getIssuerX500Principal().getName(),
          // The second element is the name: text for DNS names and addresses, bytes for kinds
          // nobody reads.
          names == null ? List.of() : names.stream().map(n -> String.valueOf(n.get(1))).toList(),
          c.getNotBefore().toInstant().toString(),
          c.getNotAfter().toInstant().toString(),
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(c.getEncoded())));
    } catch (CertificateParsingException e) {
      throw new IllegalStateException(
          "certificate with names that cannot be read: " + c.getSubjectX500Principal(), e);
    } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HttpModel http(HttpObservation seen) {
    HttpObservation.Request request = seen.request();
    HttpObservation.Response response = seen.response();
    return new HttpModel(
        new RequestModel(request.method(), request.url(), headers(request.headers())),
        response == null
            ? null
            : new ResponseModel(
                response.version(),
                response.status(),
                response.reason(),
                headers(response.headers()),
                readable(response.body()),
                response.truncated()),
        seen.redirects().stream()
            .map(r -> new RedirectModel(r.status(), r.from(), r.location()))
            .toList());
  }

  private static List<HeaderModel> headers(List<Header> headers) {
    return headers.stream().map(h -> new HeaderModel(h.name(), h.value())).toList();
  }

  /**
   * Returns a body as text, or what to say of one that is none. A character may have been cut in
   * two at the end.
   */
  private static String readable(byte[] body) {
    CharBuffer text = CharBuffer.allocate(body.length);
    boolean broken =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(body), text, false)
            .isError();
    String decoded = text.flip().toString();
    boolean control = decoded.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t');
    return broken || control ? "(" + body.length + " bytes that are not text)" : decoded;
  }

  private static HealthModel health(HealthObservation seen) {
    return new HealthModel(
        seen.probe(),
        seen.emulated(),
        seen.backends().stream()
            .map(b -> new BackendModel(b.address(), b.healthy(), b.reason(), b.failuresInARow()))
            .toList());
  }
}
