package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.lab.Arrival;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.HttpObservation.Header;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What counts of arrivals and records: what is the same on all grounds. */
final class LogLines {

  /** Targets of requests of which nginx reads the first line only. */
  private static final Set<String> NO_MORE_READ = Set.of("/%zz", "/%00", "/3.0");

  private LogLines() {}

  /** Returns an arrival without what differs from run to run. */
  static String told(Arrival arrival) {
    return new Arrival(
            arrival.method(),
            arrival.target(),
            inOrder(arrival.target(), arrival.headers()),
            arrival.source(),
            arrival.sni(),
            arrival.port())
        .toString();
  }

  /** Returns a record without what differs from run to run, which it must have all the same. */
  static String told(AccessRecord record) {
    assertThat(record.id()).matches("[0-9a-f]{32}");
    assertThat(record.sourcePort()).isPositive();
    if (record.cipher() != null) {
      assertThat(record.cipher()).matches("TLS_[A-Z0-9_]+");
    }
    String told =
        record
            .toString()
            .replace(
                record.headers().toString(), inOrder(record.target(), record.headers()).toString())
            .replaceAll("id=[0-9a-f]{32}, time=[^,]+, ", "")
            .replaceAll("cipher=TLS\\w+", "cipher")
            .replaceAll("(sourcePort|took|latency)=[A-Z0-9.]+", "$1");
    // Pages of redirections are worded differently.
    told = record.status() / 100 == 3 ? told.replaceAll("sentBytes=\\d+", "sentBytes") : told;
    // What was not read has no size, and what frames chunks counts or not.
    return told.contains("headers=[]") || told.contains("Transfer-Encoding: chunked")
        ? told.replaceAll("receivedBytes=\\d+", "receivedBytes")
        : told;
  }

  /** Gateways pass on lines of several names in an order of their own. */
  private static List<Header> inOrder(String target, List<Header> headers) {
    return NO_MORE_READ.contains(target)
        ? List.of()
        : headers.stream()
            .map(h -> new Header(h.name(), h.value().replaceAll("(10\\.1\\.9\\.4):\\d+", "$1:0")))
            .sorted(Comparator.comparing(h -> h.name().toLowerCase(Locale.ROOT)))
            .toList();
  }
}
