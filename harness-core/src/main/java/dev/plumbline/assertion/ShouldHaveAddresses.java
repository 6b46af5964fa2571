package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Messages about what was seen of every address of a name. */
final class ShouldHaveAddresses {

  private ShouldHaveAddresses() {}

  /** Says that there is no address, or that not all are known; null when all are. */
  static @Nullable Message of(EachAddress<?> each) {
    List<DnsObservation> unanswered =
        each.questions().stream()
            .filter(q -> !q.outcome().reached() && !(q.outcome() instanceof Outcome.NoData))
            .toList();
    boolean some = !each.observations().isEmpty();
    if (some && unanswered.isEmpty()) {
      return null;
    }
    Message message =
        Message.expected(
            "Expected", some ? "to know every address" : "at least one address to look at");
    for (DnsObservation question : some ? unanswered : each.questions()) {
      message
          .line("but " + question.type() + " was", question.outcome().describe())
          .diagnosed(question.provenance().diagnosis());
    }
    return message;
  }

  /** Says which addresses differ, and how. */
  static Message alike(
      EachAddress<?> each, List<String> differing, List<String> messages, boolean inconclusive) {
    List<String> rows = new ArrayList<>();
    for (String message : messages) {
      rows.add("");
      message.lines().forEach(rows::add);
    }
    return Message.expected(
            "Expected alike of",
            each.observations().stream()
                .map(ShouldHaveAddresses::address)
                .collect(Collectors.joining(", ")))
        .line(inconclusive ? "but not proved of" : "but differs", String.join(", ", differing))
        .table(rows);
  }

  /** Returns the address that something was asked of. */
  static String address(Observation seen) {
    InetSocketAddress dialled = Headline.dialled(seen);
    return dialled == null ? seen.provenance().question() : dialled.getAddress().getHostAddress();
  }
}
