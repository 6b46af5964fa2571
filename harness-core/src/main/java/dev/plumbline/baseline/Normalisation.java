package dev.plumbline.baseline;

import dev.plumbline.environment.BaselineSpec;
import dev.plumbline.environment.BaselineSpec.IgnoredHeader;
import dev.plumbline.environment.BaselineSpec.LeftOut;
import dev.plumbline.environment.BaselineSpec.RotatingAddresses;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of an observation a baseline holds, so that two recordings of a network that did not change
 * are the same. Each rule is stated in the file.
 */
final class Normalisation {

  /** Header lines that say what serves, where it leads, and what browsers and caches may do. */
  private static final List<String> USUAL =
      List.of(
          "access-control-allow-origin",
          "allow",
          "alt-svc",
          "cache-control",
          "content-security-policy",
          "content-type",
          "location",
          "referrer-policy",
          "server",
          "strict-transport-security",
          "vary",
          "via",
          "www-authenticate",
          "x-content-type-options",
          "x-frame-options",
          "x-powered-by");

  /** Header lines with a value of their own in each answer. */
  private static final Pattern VOLATILE =
      Pattern.compile(
          "age|date|etag|expires|last-modified|set-cookie|traceparent|tracestate|server-timing|content-md5"
              + "|x-cache-.*|x-azure-ref.*|x-ms-.*-time|.*(?:request|correlation|trace|activity|operation)-?id.*");

  private static final String PRESENT = "<present>";

  private static final Pattern NONCE = Pattern.compile("(?i)'nonce-[^']*'");
  private static final Pattern UUID =
      Pattern.compile("(?i)\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b");
  private static final Pattern HEX = Pattern.compile("(?i)\\b(?=[0-9a-f]*\\d)[0-9a-f]{16,}\\b");
  private static final Pattern DATE =
      Pattern.compile(
          "\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT"
              + "|\\b\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2})?");

  private final BaselineSpec spec;
  private final TreeSet<String> headers = new TreeSet<>(USUAL);

  Normalisation(BaselineSpec spec) {
    this.spec = spec;
    spec.headers().forEach(h -> headers.add(h.toLowerCase(Locale.ROOT)));
    spec.ignoreHeaders().forEach(h -> headers.remove(h.header().toLowerCase(Locale.ROOT)));
  }

  /** Returns the rules, in the words of the file. */
  List<String> rules() {
    List<String> rules = new ArrayList<>();
    rules.add("Time to live of DNS records, and how long anything took: left out.");
    rules.add("Names: in lower case, without a dot at their end.");
    rules.add(
        "Addresses and other data of an answer, and names in a certificate: sorted, each once.");
    rules.add(
        "Serial numbers and dates of certificates: left out; whether they are valid, and for more than 30 days, is held.");
    rules.add(
        "Keys of certificates: on the ground live only, since labs make them anew. Issuers and keys are compared within one ground.");
    rules.add("Header lines held: " + String.join(", ", headers) + ".");
    rules.add(
        "Header lines with a value for each answer (age, date, etag, expires, last-modified, set-cookie, ids of requests): only that they are there.");
    rules.add(
        "In other header lines dates, UUIDs, nonces and hexadecimal numbers of 16 digits or more: as <date>, <uuid>, <nonce>, <hex>.");
    rules.add("More than 8 prefixes in a rule: their number and a digest.");
    rules.add("Secrets: as [redacted].");
    for (IgnoredHeader ignored : spec.ignoreHeaders()) {
      rules.add(
          "Descriptor: header line "
              + ignored.header().toLowerCase(Locale.ROOT)
              + " is left out, because "
              + ignored.because()
              + ".");
    }
    for (RotatingAddresses rotating : spec.rotatingAddresses()) {
      rules.add(
          "Descriptor: addresses of "
              + rotating.names()
              + " within "
              + rotating.within().stream().map(Cidr::toString).collect(Collectors.joining(", "))
              + " stand as their prefix, because "
              + rotating.because()
              + ".");
    }
    for (LeftOut left : spec.leaveOut()) {
      rules.add("Descriptor: " + words(left) + " left out, because " + left.because() + ".");
    }
    return List.copyOf(rules);
  }

  private static String words(LeftOut left) {
    return (left.facts().isEmpty() ? "all facts" : String.join(", ", left.facts()))
        + (left.endpoint() == null ? "" : " of " + left.endpoint())
        + (left.vantage() == null ? "" : " from " + left.vantage());
  }

  boolean leavesOut(String vantage, String subject, String question) {
    return spec.leaveOut().stream()
        .anyMatch(
            l ->
                (l.vantage() == null || l.vantage().equals(vantage))
                    && (l.endpoint() == null || l.endpoint().equals(subject))
                    && (l.facts().isEmpty() || l.facts().contains(question)));
  }

  static String name(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.length() > 1 && lower.endsWith(".")
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }

  /**
   * Returns an address, or the prefix that stands for it.
   *
   * @param names the name asked and its aliases
   */
  String address(InetAddress address, Collection<String> names) {
    for (RotatingAddresses rotating : spec.rotatingAddresses()) {
      if (names.stream().anyMatch(n -> isMeant(rotating.names(), n))) {
        for (Cidr prefix : rotating.within()) {
          if (prefix.contains(address)) {
            return "within " + prefix;
          }
        }
      }
    }
    return IpAddresses.text(address);
  }

  private static boolean isMeant(String pattern, String name) {
    String plain = name(name);
    String wanted = name(pattern);
    return wanted.startsWith("*.") ? plain.endsWith(wanted.substring(1)) : plain.equals(wanted);
  }

  /** Returns texts sorted, each once. */
  static String sorted(Stream<String> texts) {
    return String.join(", ", texts.collect(Collectors.toCollection(TreeSet::new)));
  }

  /** Returns the names of the header lines that are held, in lower case, sorted. */
  Collection<String> headers() {
    return headers;
  }

  /** Returns what is held of a header line. */
  static String header(String name, String value) {
    if (VOLATILE.matcher(name).matches()) {
      return PRESENT;
    }
    String held = NONCE.matcher(value).replaceAll("'<nonce>'");
    held = UUID.matcher(held).replaceAll("<uuid>");
    held = DATE.matcher(held).replaceAll("<date>");
    return HEX.matcher(held).replaceAll("<hex>");
  }
}
