package dev.plumbline.vantage;

import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.HttpObservation.Request;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.WafObservation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes payloads out of what is known of a request to a firewall. */
final class Payloads {

  /** Headers that no case puts a payload into, and that an answer does not repeat. */
  private static final Set<String> HARMLESS =
      Set.of(
          "server",
          "date",
          "content-length",
          "connection",
          WafObservation.ID_HEADER.toLowerCase(Locale.ROOT));

  private Payloads() {}

  static WafObservation redacted(WafObservation seen) {
    return new WafObservation(
        redacted(seen.provenance()),
        seen.outcome(),
        seen.subject(),
        seen.requestId(),
        redacted(seen.exchange()),
        seen.arrival(),
        seen.log() == null ? null : redacted(seen.log()),
        seen.verdict(),
        seen.proof().stream().map(Payloads::proof).toList(),
        seen.expectation());
  }

  private static Provenance redacted(Provenance p) {
    Diagnosis d = p.diagnosis();
    return new Provenance(
        p.number(),
        p.vantage(),
        p.question(),
        p.startedAt(),
        p.timings(),
        new Diagnosis(
            d.route(), d.decidedBy(), d.likelyCause() == null ? null : proof(d.likelyCause())),
        p.scope());
  }

  /** Names of arguments are the request's own. */
  private static String proof(String line) {
    return line.replaceAll(" in ([A-Z_]+):[^\\n]*", " in $1:" + Redaction.MARK);
  }

  private static HttpObservation redacted(HttpObservation seen) {
    Request request = seen.request();
    String url = request.url();
    int path = url.indexOf('/', url.indexOf("://") + 3);
    return new HttpObservation(
        redacted(seen.provenance()),
        seen.outcome(),
        new Request(
            method(request.method()),
            path < 0 ? url : url.substring(0, path + 1) + Redaction.MARK,
            headers(request.headers())),
        seen.resolution(),
        seen.dialled(),
        seen.session(),
        redacted(seen.response()),
        List.of());
  }

  private static @Nullable Response redacted(@Nullable Response response) {
    return response == null
        ? null
        : new Response(
            response.version(),
            response.status(),
            response.reason(),
            headers(response.headers()),
            response.body().length == 0
                ? response.body()
                : Redaction.MARK.getBytes(StandardCharsets.UTF_8),
            response.truncated());
  }

  private static List<Header> headers(List<Header> headers) {
    return headers.stream()
        .map(
            h ->
                HARMLESS.contains(h.name().toLowerCase(Locale.ROOT))
                    ? h
                    : new Header(name(h.name()), Redaction.MARK))
        .toList();
  }

  /** A method that is none of the usual form is a payload itself. */
  private static String method(String method) {
    return method.matches("[A-Z]{1,20}") ? method : Redaction.MARK;
  }

  /** A name that is no token is a payload itself. */
  private static String name(String name) {
    return name.matches("[A-Za-z0-9-]{1,40}") ? name : Redaction.MARK;
  }

  private static FirewallReport redacted(FirewallReport log) {
    return new FirewallReport(
        log.log(),
        log.transaction(),
        log.decision(),
        log.matches().stream()
            .map(
                m ->
                    new Match(
                        m.rule(),
                        m.score(),
                        m.title(),
                        m.part().replaceAll("(?s):.*", ":" + Redaction.MARK),
                        Redaction.MARK,
                        m.name(),
                        m.action(),
                        m.group(),
                        m.ruleSet(),
                        m.ruleSetVersion()))
            .toList(),
        log.rows().stream().map(row -> Redaction.MARK).toList(),
        log.notAsked(),
        log.score(),
        log.candidates());
  }
}
