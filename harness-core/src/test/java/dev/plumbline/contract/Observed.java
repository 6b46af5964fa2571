package dev.plumbline.contract;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.waf.WafPack;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What was observed, in lines that two grounds must agree on: vantage, question, outcome, and what
 * came back.
 *
 * <p>Left out, since it may differ for good reasons: times, the dates of certificates, times to
 * live (a resolver counts them down), the order of answers, bodies of answers (what is in them is
 * asserted where it counts), headers such as Date, and the cipher suite.
 */
final class Observed {

  /** Certificates are made anew in each JVM. */
  private static final String DATE = "\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z";

  /** Only the simulation knows what decided; others tell what the description says. */
  private static final String DECIDED = ", decided by .*";

  private Observed() {}

  static List<String> lines(List<Journal.Entry> entries) {
    return entries.stream()
        .filter(entry -> entry.role() == Journal.Role.CHECK)
        .map(entry -> line(entry.observation()))
        .sorted()
        .toList();
  }

  /** Returns the outcomes in the order of their lines, each in a few words. */
  static String shortly(List<Journal.Entry> entries) {
    List<String> words = new ArrayList<>();
    entries.stream()
        .filter(entry -> entry.role() == Journal.Role.CHECK)
        .map(Journal.Entry::observation)
        // Many may have been asked at once: the order of the journal is that of their ends.
        .sorted(Comparator.comparing(Observed::line))
        .map(Observed::words)
        .filter(one -> words.isEmpty() || !words.get(words.size() - 1).equals(one))
        .forEach(words::add);
    return String.join("; ", words);
  }

  private static String words(Observation observation) {
    Outcome outcome = observation.outcome();
    if (observation instanceof DnsObservation dns && outcome.reached()) {
      return dns.answer().stream()
          .filter(record -> record.type().equals(dns.type()))
          .map(record -> cut(record.data()))
          .sorted()
          .collect(Collectors.joining(", "));
    }
    if (observation instanceof TlsObservation tls && tls.session() != null) {
      return outcome.reached() ? tls.session().protocol() : problem(outcome);
    }
    if (observation instanceof WafObservation waf) {
      return waf.verdict().label() + found(waf);
    }
    return problem(outcome);
  }

  private static String problem(Outcome outcome) {
    if (outcome instanceof Outcome.Answered answered) {
      return String.valueOf(answered.status());
    }
    if (outcome instanceof Outcome.CertificateRejected rejected) {
      return "certificate " + rejected.problem().label();
    }
    return outcome instanceof Outcome.Unhealthy
        ? "unhealthy"
        : outcome.describe().replaceAll(" \\(.*", "");
  }

  private static String found(WafObservation waf) {
    // Which others are found depends on how many an engine has.
    List<Integer> known = waf.rules().stream().filter(WafPack.rules()::contains).sorted().toList();
    return known.isEmpty() ? "" : " " + known;
  }

  private static String cut(String data) {
    return data.length() > 40 ? data.substring(0, 37) + "..." : data;
  }

  static String line(Observation observation) {
    String head = observation.provenance().vantage() + ": " + observation.provenance().question();
    if (observation instanceof HttpObservation http) {
      head +=
          http.request().headers().stream()
              .filter(h -> h.name().equalsIgnoreCase("host"))
              .map(h -> " Host=" + h.value())
              .findFirst()
              .orElse(" no Host");
    }
    String outcome =
        observation.outcome().describe().replaceAll(DATE, "(a date)").replaceAll(DECIDED, "");
    return head + " -> " + outcome + details(observation);
  }

  private static String details(Observation observation) {
    if (observation instanceof DnsObservation dns) {
      return dns(dns);
    }
    if (observation instanceof TlsObservation tls) {
      return session(tls.session()) + dialled(tls.dialled());
    }
    if (observation instanceof HttpObservation http) {
      return session(http.session()) + dialled(http.dialled()) + http(http);
    }
    if (observation instanceof WafObservation waf) {
      return found(waf);
    }
    if (observation instanceof HealthObservation health) {
      return health.backends().stream()
          .map(b -> " " + b.address() + (b.healthy() ? " healthy" : " unhealthy"))
          .toList()
          .toString();
    }
    return observation instanceof TcpObservation tcp ? dialled(tcp.dialled()) : "";
  }

  private static String dns(DnsObservation dns) {
    List<String> answer =
        dns.answer().stream()
            .map(r -> (r.name() + " " + r.type() + " ").toLowerCase(Locale.ROOT) + r.data())
            .sorted()
            .toList();
    return dns.received()
            .map(
                r ->
                    " %s%s%s%s over %s %s"
                        .formatted(
                            r.rcode(),
                            r.authoritative() ? " AA" : "",
                            r.recursionAvailable() ? " RA" : "",
                            r.truncated() ? " TC" : "",
                            r.transport(),
                            answer))
            .orElse("")
        + (dns.ipv6() == null ? "" : " and " + dns.ipv6().outcome().describe() + dns(dns.ipv6()));
  }

  private static String dialled(@Nullable Object address) {
    return address == null ? "" : " at " + address;
  }

  private static String session(@Nullable TlsSession session) {
    if (session == null) {
      return "";
    }
    return " sni=%s %s alpn=%s %s"
        .formatted(
            session.sni(),
            session.protocol(),
            session.alpn(),
            session.chain().stream().map(Observed::names).toList());
  }

  private static String names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? certificate.getSubjectX500Principal().getName()
          : names.stream().map(name -> String.valueOf(name.get(1))).toList().toString();
    } catch (CertificateParsingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String http(HttpObservation http) {
    String followed = http.redirects().isEmpty() ? "" : " after " + http.redirects();
    return http.answer()
            .map(
                r ->
                    " "
                        + r.version()
                        + " "
                        + r.status()
                        + r.headers().stream()
                            .filter(Observed::compared)
                            .map(h -> " " + h.name() + "=" + h.value())
                            .toList())
            .orElse("")
        + followed;
  }

  private static boolean compared(Header header) {
    return header.name().equalsIgnoreCase("location") || header.name().equalsIgnoreCase("server");
  }
}
