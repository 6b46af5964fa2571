package dev.plumbline.report;

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
import dev.plumbline.report.ReportModel.ResponseModel;
import dev.plumbline.report.ReportModel.RuleModel;
import dev.plumbline.report.ReportModel.TlsModel;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One observation of the page: a line that says what was seen, and behind it everything that is
 * known about it.
 */
final class HtmlObservation {

  private static final int BODY_SHOWN = 2_000;

  private final Html html;

  HtmlObservation(Html html) {
    this.html = html;
  }

  /** Returns the number of an observation as messages about it have it, also in a merged report. */
  static String number(int number) {
    return "#" + number % MergedReport.NUMBERS_OF_A_REPORT;
  }

  static boolean isBad(ObservationModel o) {
    return o.verdict().equals("failed") || o.verdict().equals("inconclusive");
  }

  /**
   * Writes an observation.
   *
   * @param open whether it is shown as a whole at once
   * @param shown a message that stands above it already, and is not repeated
   */
  void write(ObservationModel o, boolean open, @Nullable String shown) {
    html.open(
        "details",
        "class",
        "observation " + o.verdict(),
        "id",
        "o" + o.number(),
        "open",
        open ? "" : null);
    html.open("summary")
        .element("span", number(o.number()), "class", "number")
        .element("span", o.kind(), "class", "protocol");
    html.open("span", "class", "question")
        .text(o.question())
        .element("span", " from " + o.vantage(), "class", "from")
        .close();
    html.open("span", "class", "outcome").text(o.outcome()).close();
    html.element("span", label(o), "class", "verdict").close();
    html.open("div", "class", "facts-of");
    checks(o.checks(), shown);
    diagnosis(o.diagnosis());
    if (o.firewall() != null) {
      firewall(o.firewall());
    }
    timings(o);
    if (o.dns() != null) {
      dns(o.dns());
    }
    if (o.dialled() != null) {
      section("Connection");
      html.open("dl", "class", "facts");
      fact("dialled", o.dialled());
      html.close();
    }
    if (o.tls() != null) {
      tls(o.tls());
    }
    if (o.http() != null) {
      http(o.http());
    }
    if (o.health() != null) {
      health(o.health());
    }
    html.close().close();
  }

  private static String label(ObservationModel o) {
    if (o.control()) {
      return "control";
    }
    return switch (o.verdict()) {
      case "none" -> "not judged";
      case "passed" -> "as expected";
      case "gap" -> "a gap of a watch";
      case "not-yet" -> "not yet, attempt " + o.attempt();
      default -> o.verdict();
    };
  }

  private void checks(List<CheckModel> checks, @Nullable String shown) {
    if (checks.isEmpty()) {
      return;
    }
    html.open("ul", "class", "checks");
    for (CheckModel check : checks) {
      html.open("li", "class", check.verdict());
      html.element("span", mark(check.verdict()), "class", "mark", "aria-label", check.verdict())
          .text(check.expectation());
      if (check.message() != null && !check.message().equals(shown)) {
        html.element("pre", check.message());
      }
      html.close();
    }
    html.close();
  }

  private static String mark(String verdict) {
    return verdict.equals("passed") ? "✓" : verdict.equals("failed") ? "✗" : "?";
  }

  private void diagnosis(DiagnosisModel d) {
    if (d.likelyCause() != null) {
      html.open("p", "class", "cause")
          .element("strong", "Likely cause: ")
          .text(d.likelyCause())
          .close();
    }
    if (d.route().isEmpty() && d.decidedBy() == null) {
      return;
    }
    section("Route");
    html.open("ol", "class", "route");
    d.route().forEach(hop -> html.element("li", hop));
    if (d.decidedBy() != null) {
      html.open("li", "class", "decided")
          .element("strong", "decided by ")
          .text(d.decidedBy())
          .close();
    }
    html.close();
  }

  /** Each phase as a bar that begins where the one before it ended. */
  private void timings(ObservationModel o) {
    section("Time");
    html.open("div", "class", "bars");
    double total =
        Math.max(o.tookMillis(), o.phases().stream().mapToDouble(PhaseModel::millis).sum());
    double from = 0;
    for (PhaseModel phase : o.phases()) {
      bar(phase.phase(), from, phase.millis(), total);
      from += phase.millis();
    }
    if (o.phases().size() != 1) {
      bar("total", 0, o.tookMillis(), total);
    }
    html.close();
  }

  private void bar(String name, double from, double millis, double total) {
    html.element("span", name, "class", "phase").open("span", "class", "track");
    html.open(
            "span",
            "class",
            "bar " + name.toLowerCase(Locale.ROOT),
            "style",
            String.format(
                Locale.ROOT, "left:%.2f%%;width:%.2f%%", share(from, total), share(millis, total)))
        .close()
        .close();
    html.element("span", time(millis), "class", "millis");
  }

  private static double share(double part, double total) {
    return total <= 0 ? 0 : 100 * part / total;
  }

  private void dns(DnsModel dns) {
    section("DNS");
    html.open("dl", "class", "facts");
    fact("question", dns.name() + " " + dns.type());
    dns.passedOver().forEach(resolver -> fact("passed over", resolver));
    fact("resolver", dns.resolver());
    String flags = dns.flags().isEmpty() ? "" : " · " + String.join(" ", dns.flags());
    fact(
        "answer",
        dns.rcode() == null ? dns.outcome() : dns.rcode() + " over " + dns.transport() + flags);
    DnsModel six = dns.ipv6();
    if (six != null) {
      fact("IPv6", six.outcome());
    }
    html.close();
    records("answer", dns.answer());
    if (six != null) {
      records("answer for IPv6", six.answer());
    }
    records("authority", dns.authority());
    records("additional", dns.additional());
  }

  private void records(String section, List<RecordModel> records) {
    if (records.isEmpty()) {
      return;
    }
    html.open("div", "class", "scroll").open("table").element("caption", section).open("tbody");
    for (RecordModel r : records) {
      html.open("tr")
          .element("td", r.name())
          .element("td", r.ttl(), "class", "num")
          .element("td", r.type());
      html.element("td", r.data(), "class", "data").close();
    }
    html.close().close().close();
  }

  private void tls(TlsModel tls) {
    section("TLS");
    html.open("dl", "class", "facts");
    fact("server name sent", tls.sni() == null ? "none" : tls.sni());
    fact("version", tls.protocol());
    fact("cipher suite", tls.cipherSuite());
    fact("application protocol", tls.alpn());
    fact("client certificate", tls.clientCertificate());
    html.close();
    if (tls.chain().isEmpty()) {
      return;
    }
    html.open("ol", "class", "chain");
    for (CertificateModel c : tls.chain()) {
      html.open("li").element("div", c.subject(), "class", "subject");
      if (!c.names().isEmpty()) {
        html.open("div", "class", "names");
        c.names().forEach(n -> html.element("code", n));
        html.close();
      }
      html.open("div", "class", "quiet");
      html.text(
          "issued by " + c.issuer() + " · " + day(c.notBefore()) + " to " + day(c.notAfter()));
      html.close();
      html.open("div", "class", "quiet")
          .text("SHA-256 ")
          .element("code", c.sha256())
          .close()
          .close();
    }
    html.close();
  }

  private static String day(String iso) {
    return iso.substring(0, Math.min(10, iso.length()));
  }

  private void http(HttpModel http) {
    for (RedirectModel r : http.redirects()) {
      section("Redirect");
      html.open("pre", "class", "wire")
          .text(r.status() + " " + r.from() + "\n→ " + r.location())
          .close();
    }
    section("Request");
    html.open("pre", "class", "wire")
        .element("b", http.request().method() + " " + http.request().url());
    headers(http.request().headers());
    html.close();
    ResponseModel response = http.response();
    if (response == null) {
      return;
    }
    section("Response");
    html.open("pre", "class", "wire")
        .element(
            "b", (response.version() + " " + response.status() + " " + response.reason()).strip());
    headers(response.headers());
    if (!response.body().isEmpty()) {
      int end = Math.min(BODY_SHOWN, response.body().length());
      html.text("\n\n" + response.body().substring(0, end));
      if (end < response.body().length() || response.truncated()) {
        html.element("i", "\n… cut here; more of it is in report.json");
      }
    }
    html.close();
  }

  private void headers(List<HeaderModel> headers) {
    for (HeaderModel h : headers) {
      html.text("\n").element("span", h.name() + ":", "class", "header").text(" " + h.value());
    }
  }

  private void firewall(FirewallModel firewall) {
    section("Firewall: " + firewall.did());
    html.open("ul", "class", "proof");
    firewall.proof().forEach(line -> html.element("li", line));
    html.close();
    html.open("dl", "class", "facts");
    fact(
        "case",
        firewall.caseId()
            + (firewall.rule() == 0 ? "" : ", about rule " + firewall.rule())
            + (firewall.attack() ? ", an attack" : ", harmless"));
    fact("from", firewall.source());
    fact("about", firewall.about().isEmpty() ? null : firewall.about());
    fact("expected", firewall.expected());
    fact("since", firewall.because());
    fact("request id", firewall.requestId().isEmpty() ? "none" : firewall.requestId());
    fact("arrived behind it", firewall.arrived());
    fact("log", firewall.log() == null ? "says nothing of it" : firewall.log());
    html.close();
    if (!firewall.found().isEmpty()) {
      html.open("div", "class", "scroll").open("table").element("caption", "found").open("tbody");
      for (RuleModel rule : firewall.found()) {
        html.open("tr").element("th", rule.rule(), "scope", "row");
        html.element("td", rule.part());
        html.element("td", rule.data(), "class", "data");
        html.element("td", rule.score() == 0 ? "" : "score " + rule.score());
        html.element("td", rule.title()).close();
      }
      html.close().close().close();
    }
    if (!firewall.rows().isEmpty()) {
      html.open("pre", "class", "wire").text(String.join("\n", firewall.rows())).close();
    }
  }

  private void health(HealthModel health) {
    section(
        health.emulated()
            ? "Backends, as probed once from the vantage"
            : "Backends, as the gateway sees them");
    html.open("div", "class", "scroll").open("table").open("tbody");
    for (BackendModel b : health.backends()) {
      html.open("tr").element("th", b.address(), "scope", "row");
      html.element(
          "td", b.healthy() ? "healthy" : "unhealthy", "class", b.healthy() ? "good" : "bad");
      html.element("td", b.reason());
      html.element("td", b.failuresInARow() == 0 ? "" : b.failuresInARow() + " in a row").close();
    }
    html.close().close().close();
  }

  private void section(String name) {
    html.element("h4", name);
  }

  private void fact(String name, @Nullable String value) {
    if (value != null) {
      html.element("dt", name).element("dd", value);
    }
  }

  /** Returns a time as one reads it. */
  static String time(double millis) {
    if (millis >= 60_000) {
      return String.format(
          Locale.ROOT,
          "%.0f min %.0f s",
          Math.floor(millis / 60_000),
          Math.floor(millis % 60_000 / 1_000));
    }
    if (millis >= 1_000) {
      return String.format(Locale.ROOT, "%.2f s", millis / 1_000);
    }
    return String.format(Locale.ROOT, millis >= 10 ? "%.0f ms" : "%.1f ms", millis);
  }
}
