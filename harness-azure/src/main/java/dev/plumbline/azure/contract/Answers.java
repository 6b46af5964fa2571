package dev.plumbline.azure.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.assertion.AbstractObservationAssert;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What contracts expect of answers, beyond what the assertions have words for. */
final class Answers {

  private Answers() {}

  /** Checks that there is an answer without a private address: silence shows nothing. */
  static void holdNoPrivateAddress(DnsObservation seen) {
    if (seen.outcome() instanceof Outcome.NxDomain) {
      assertThat(seen).isNxDomain();
    } else {
      require(
          assertThat(seen),
          was(seen),
          "an answer without a private address",
          s ->
              (s.outcome() instanceof Outcome.Resolved || s.outcome() instanceof Outcome.NoData)
                  && s.addresses().stream().allMatch(IpAddresses::isPublic));
    }
  }

  /** Checks that there are addresses, and none but public ones. */
  static void arePublic(DnsObservation seen) {
    require(
        assertThat(seen),
        was(seen),
        "public addresses only",
        s -> !s.addresses().isEmpty() && s.addresses().stream().allMatch(IpAddresses::isPublic));
  }

  /** Returns what an answer is, in a few words. */
  static String was(HttpObservation seen) {
    HttpObservation.Response response = seen.response();
    if (response == null) {
      return seen.outcome().describe();
    }
    // Of a page the words are enough.
    String text = response.text().replaceAll("</?[a-zA-Z][^>]*>", " ").strip();
    text = text.replaceAll("\\s+", " ");
    return response.status()
        + (text.isEmpty() ? "" : " " + text.substring(0, Math.min(text.length(), 200)));
  }

  /** Checks what an observation is expected to be, and says in a message what it is, and why. */
  static <S extends AbstractObservationAssert<S, O>, O extends Observation> void require(
      AbstractObservationAssert<S, O> seen, String was, String expectation, Predicate<O> holds) {
    Diagnosis known = seen.actual().provenance().diagnosis();
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("Expected:", expectation);
    lines.put("but was:", was);
    String way = String.join("; ", known.route());
    if (!was.contains(way)) {
      lines.put("by way of:", way);
      known.cause().ifPresent(cause -> lines.put("Likely cause:", cause));
    }
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
    StringBuilder message = new StringBuilder();
    lines.forEach(
        (label, text) ->
            message
                .append(System.lineSeparator())
                .append(label)
                .append(" ".repeat(width - label.length()))
                .append(text));
    seen.overridingErrorMessage("%s", message).matches(holds, expectation);
  }

  /** Returns where an answer came from, as {@code address:port}. */
  static String dialled(HttpObservation seen) {
    InetSocketAddress dialled = seen.dialled();
    return dialled == null
        ? "nowhere"
        : Target.of(dialled.getAddress().getHostAddress(), dialled.getPort()).toString();
  }

  static String was(DnsObservation seen) {
    List<String> addresses = seen.addresses().stream().map(InetAddress::getHostAddress).toList();
    return addresses.isEmpty() ? seen.outcome().describe() : String.join(", ", addresses);
  }
}
