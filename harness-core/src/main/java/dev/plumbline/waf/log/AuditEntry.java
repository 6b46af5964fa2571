package dev.plumbline.waf.log;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log of ModSecurity has of one request.
 *
 * @param id the value of its identifying header; empty for none
 * @param transaction the engine's own id
 * @param mode whether the engine was to block
 * @param status the status of the answer; 0 where none had come, as when the body was cut off, or
 *     it is not said
 * @param messages what rules were found, in their order
 */
record AuditEntry(String id, String transaction, Mode mode, int status, List<Message> messages) {

  /** The value of SecRuleEngine. */
  enum Mode {
    /** It blocks. */
    ON,
    /** It only logs. */
    DETECTION_ONLY,
    /** It does nothing. */
    OFF,
    /** The log does not say it. */
    UNKNOWN
  }

  /**
   * A rule that was found.
   *
   * @param rule its number; 0 where it has none
   * @param title its message
   * @param part the part of the request; empty where it is not said
   * @param data the text found
   * @param denied whether the log says that the rule ended the request; null where it never says it
   * @param row the message as it stands in the log, but for the parameters of operators
   */
  record Message(
      int rule, String title, String part, String data, @Nullable Boolean denied, String row) {

    /** Rules that sum up: those of the rule set's groups 949, 959 and 980. */
    boolean sumsUp() {
      return evaluates() || rule / 1000 == 980;
    }

    /** Rules that compare a sum with the threshold. */
    boolean evaluates() {
      return rule / 1000 == 949 || rule / 1000 == 959;
    }

    /** The engine's recommended settings deny what cannot be parsed, under these numbers. */
    boolean deniesUnparsed() {
      return rule >= 200002 && rule <= 200007;
    }
  }

  /** Returns it as a report. */
  FirewallReport report(String log) {
    List<Match> matches =
        messages.stream()
            .filter(message -> !message.sumsUp())
            .map(m -> new Match(m.rule(), 0, m.title(), m.part(), m.data()))
            .toList();
    String head =
        "transaction "
            + transaction
            + ": engine "
            + mode
            + ", status "
            + (status == 0 ? "?" : status);
    List<String> rows =
        Stream.concat(Stream.of(head), messages.stream().map(Message::row))
            .limit(20)
            .collect(Collectors.toList());
    return new FirewallReport(
        log, transaction, decision(), matches, rows, List.of(), score(), List.of());
  }

  private @Nullable Integer score() {
    return messages.stream()
        .filter(Message::evaluates)
        .map(message -> TotalScore.in(message.title()))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /**
   * What became of the request. A rule that does not log can deny, and so does a limit of the body:
   * then the log has a status and nothing else. So only a status that no denial has proves that a
   * request passed.
   */
  private @Nullable Decision decision() {
    boolean found = messages.stream().anyMatch(m -> m.evaluates() || m.deniesUnparsed());
    if (messages.stream().anyMatch(m -> Boolean.TRUE.equals(m.denied()))) {
      return Decision.BLOCKED;
    }
    boolean passed = status >= 200 && status < 300 || status == 304;
    boolean told = messages.stream().anyMatch(m -> m.denied() != null);
    return switch (mode) {
      case OFF -> null;
      case DETECTION_ONLY -> found ? Decision.DETECTED : status == 0 ? null : Decision.PASSED;
      case UNKNOWN, ON -> {
        if (found && told) {
          // the rule that evaluates only warned: the engine was not to block
          yield Decision.DETECTED;
        }
        if (found) {
          // its message is the same whether it denies or not
          yield mode == Mode.ON && status >= 400 ? Decision.BLOCKED : null;
        }
        yield passed ? Decision.PASSED : null;
      }
    };
  }
}
