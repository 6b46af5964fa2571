package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.DnsRecord;
import dev.plumbline.observation.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages about the answers of resolvers. */
final class ShouldResolve {

  /** How many records a message shows. */
  private static final int SHOWN = 10;

  private ShouldResolve() {}

  static Message haveBeenAsked(DnsObservation seen, String expected) {
    return Message.expected(
            "INCONCLUSIVE", seen.name() + " is an address, so no resolver was asked")
        .line("Expected", expected)
        .line("To prove it", "resolve a host name");
  }

  static Message haveToldOfIpv6(DnsObservation seen, DnsObservation six, String expected) {
    return Message.expected(
            "INCONCLUSIVE",
            "whether "
                + seen.name()
                + " has IPv6 addresses beside was not told: "
                + six.outcome().describe())
        .line("Expected", expected)
        .line("but resolved to", data(seen))
        .line(
            "To prove it",
            "let the resolver answer for type AAAA; resolve(name, \"A\") asks for IPv4 alone");
  }

  static Message to(DnsObservation seen, List<String> expected) {
    return addresses("Expected to resolve to", String.join(", ", expected), seen);
  }

  static Message onlyTo(DnsObservation seen, List<String> expected) {
    return addresses("Expected to resolve only to", String.join(", ", expected), seen);
  }

  static Message toPrivate(DnsObservation seen) {
    return addresses("Expected", "only private addresses (RFC 1918, RFC 4193)", seen);
  }

  static Message within(DnsObservation seen, AddressRange range) {
    return addresses("Expected only addresses within", range.text(), seen);
  }

  static Message not(DnsObservation seen, String expected) {
    return message("Expected", expected, seen);
  }

  static Message throughAlias(DnsObservation seen, String alias) {
    Message message = message("Expected an alias to", alias, seen);
    return seen.aliases().isEmpty() ? message.because("the answer has no alias") : message;
  }

  static Message ttl(DnsObservation seen, Duration least, Duration most) {
    return message(
        "Expected a TTL between", least.toSeconds() + " s and " + most.toSeconds() + " s", seen);
  }

  static Message authoritatively(DnsObservation seen) {
    Message message = message("Expected", "an authoritative answer (AA)", seen);
    return seen.received().isPresent()
        ? message.because("the server asked does not hold the zone, it asked others or its cache")
        : message;
  }

  private static Message message(String label, String expected, DnsObservation seen) {
    return message(label, expected, seen, null);
  }

  /** A message about all addresses of a name. */
  private static Message addresses(String label, String expected, DnsObservation seen) {
    return message(label, expected, seen, seen.ipv6());
  }

  private static Message message(
      String label, String expected, DnsObservation seen, @Nullable DnsObservation six) {
    boolean resolved = seen.outcome() instanceof Outcome.Resolved;
    Message message =
        Message.expected(label, expected)
            .line(resolved ? "but resolved to" : "but was", resolved ? data(seen) : other(seen));
    if (six != null && !(six.outcome() instanceof Outcome.NoData)) {
      boolean also = six.outcome() instanceof Outcome.Resolved;
      message.line("and of type AAAA", also ? data(six) : other(six));
    }
    if (!seen.passedOver().isEmpty()) {
      message.line("passed over", String.join("; ", seen.passedOver()));
    }
    if (!seen.aliases().isEmpty()) {
      message.line("through the aliases", String.join(", ", seen.aliases()));
    }
    return message.diagnosed(seen.provenance().diagnosis()).because(cause(seen));
  }

  private static String other(DnsObservation seen) {
    boolean authoritative =
        seen.received().map(DnsObservation.Response::authoritative).orElse(false);
    return seen.outcome().describe() + (authoritative ? ", authoritative" : "");
  }

  private static String data(DnsObservation seen) {
    List<DnsRecord> records =
        seen.answer().stream().filter(r -> r.type().equals(seen.type())).toList();
    List<String> shown = new ArrayList<>();
    for (DnsRecord record : records.subList(0, Math.min(SHOWN, records.size()))) {
      shown.add(
          isAddress(record)
              ? record.data() + " (" + AddressRange.kind(AddressRange.address(record.data())) + ")"
              : record.data());
    }
    String more = records.size() > SHOWN ? " and " + (records.size() - SHOWN) + " more" : "";
    long least = records.stream().mapToLong(DnsRecord::ttl).min().orElse(0);
    long most = records.stream().mapToLong(DnsRecord::ttl).max().orElse(0);
    String rcode = seen.received().map(DnsObservation.Response::rcode).orElse("no message");
    boolean authoritative =
        seen.received().map(DnsObservation.Response::authoritative).orElse(false);
    return (records.isEmpty() ? "nothing" : String.join(", ", shown) + more)
        + (records.isEmpty() ? "" : ", ttl " + (least == most ? least : least + " to " + most))
        + ", "
        + rcode
        + (authoritative ? ", authoritative" : "");
  }

  /** What the answer itself shows of the cause. */
  private static @Nullable String cause(DnsObservation seen) {
    List<String> aliases = seen.aliases();
    List<InetAddress> addresses = seen.addresses();
    boolean publicly =
        !addresses.isEmpty() && addresses.stream().noneMatch(AddressRange::isPrivate);
    if (aliases.stream().anyMatch(a -> a.contains("privatelink.")) && publicly) {
      String link = aliases.stream().filter(a -> a.contains("privatelink.")).findFirst().orElse("");
      return "the alias chain goes through "
          + link
          + " and ends at a public address: no private zone that answers for it is seen from "
          + seen.provenance().vantage();
    }
    if (!aliases.isEmpty() && publicly) {
      return "the alias chain ends at a public address: "
          + addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }
    return null;
  }

  private static boolean isAddress(DnsRecord record) {
    return record.type().equals("A") || record.type().equals("AAAA");
  }
}
