package dev.plumbline.vantage;

import dev.plumbline.environment.Environment.BlockAnswer;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.observation.WafObservation.Arrived;
import dev.plumbline.observation.WafVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says what a firewall did with a request, from the answer, its log and the canary behind it. Two
 * of them that contradict each other prove nothing, and no sign of a firewall is no verdict.
 */
final class FirewallJudge {

  /**
   * What servers answer to requests that they cannot read, before a firewall has looked at them, or
   * at all of them.
   */
  private static final Set<Integer> PARSER =
      Set.of(400, 408, 411, 413, 414, 417, 421, 426, 431, 501, 505);

  private final Facts facts;
  private final HttpObservation exchange;
  private final @Nullable FirewallReport log;
  private final Arrival arrival;
  private final boolean blockAnswer;
  private final List<String> proof = new ArrayList<>();

  private FirewallJudge(Facts facts) {
    this.facts = facts;
    exchange = facts.sent().exchange();
    log = facts.log().report();
    arrival = facts.arrival();
    blockAnswer = isBlock(exchange, facts.block());
  }

  /**
   * What is known of a request.
   *
   * @param sent the request and its answer
   * @param block the answer to what is blocked
   * @param arrival whether it arrived behind the firewall
   * @param log what the logs say of it
   * @param control a control attack from the same vantage to the same place that the log has; null
   *     for none
   * @param uncontrolled why there is no control; empty where there is one, or none was needed
   */
  record Facts(
      WafObservation sent,
      BlockAnswer block,
      Arrival arrival,
      LogAnswer log,
      @Nullable WafObservation control,
      String uncontrolled) {}

  /**
   * What the logs say of a request.
   *
   * @param report what they say; null for nothing
   * @param names the logs that could be read
   * @param tellsClean whether one of them has entries also for requests in which nothing is found
   * @param trouble what was wrong with those that could not be read
   */
  record LogAnswer(
      @Nullable FirewallReport report,
      List<String> names,
      boolean tellsClean,
      List<String> trouble) {}

  /** What was judged. */
  record Judgement(WafVerdict verdict, List<String> proof) {}

  static Judgement judge(Facts facts) {
    FirewallJudge one = new FirewallJudge(facts);
    WafVerdict verdict = one.verdict();
    return new Judgement(verdict, one.proof);
  }

  /**
   * Returns whether an answer is the one to what is blocked. The answer to HEAD has no body: its
   * status says it alone, where it is one of a refusal.
   */
  static boolean isBlock(HttpObservation exchange, BlockAnswer block) {
    Response response = exchange.response();
    if (!(exchange.outcome() instanceof Outcome.Answered)
        || response == null
        || response.status() != block.status()) {
      return false;
    }
    String contained = block.bodyContains();
    return contained == null
        || response.text().contains(contained)
        || exchange.request().method().equals("HEAD") && block.status() >= 400;
  }

  private WafVerdict verdict() {
    proof.add(answer());
    if (exchange.outcome().vantageFailure() != null) {
      return undecidable("the request may not have been sent, since the vantage is broken");
    }
    if (facts.sent().requestId().isEmpty()) {
      return undecidable(
          "the request could carry no id, since its head has no end, so neither a log nor a canary can be asked for it");
    }
    facts.log().trouble().forEach(proof::add);
    if (log != null && !log.isAmbiguous()) {
      proof.add(logged(log));
    }
    if (arrival.arrived() == Arrived.YES) {
      proof.add("it arrived behind the firewall, at " + arrival.where());
    } else if (arrival.arrived() == Arrived.NO) {
      proof.add("it arrived nowhere behind the firewall");
    }
    if (log == null) {
      return unlogged();
    }
    if (log.isAmbiguous()) {
      return undecidable(
          "several entries of the log could be the request, or one entry several requests: "
              + String.join(", ", log.candidates())
              + ". Give the log what tells them apart by the header "
              + WafObservation.ID_HEADER
              + " or the User-Agent, as rows of an access log do; or send one such request in two minutes");
    }
    return log.decision() == Decision.BLOCKED ? loggedAsBlocked() : loggedAsLetThrough(log);
  }

  private WafVerdict undecidable(String why) {
    proof.add("undecidable: " + why);
    return WafVerdict.UNDECIDABLE;
  }

  private WafVerdict loggedAsBlocked() {
    if (arrival.arrived() == Arrived.YES) {
      return undecidable(
          "the log says that it was blocked, and it arrived at "
              + arrival.where()
              + " all the same");
    }
    int status = status();
    if (!blockAnswer && status >= 200 && status < 400) {
      return undecidable(
          "the log says that it was blocked, and the answer is "
              + status
              + ", which is not the answer to what is blocked ("
              + signature(facts.block())
              + "). If it is, state it in the environment's descriptor:\n"
              + stated(status));
    }
    if (status == 413) {
      proof.add("it was blocked by the firewall's limit on the size of a body");
    }
    return WafVerdict.BLOCKED;
  }

  private WafVerdict loggedAsLetThrough(FirewallReport report) {
    boolean found = !report.matches().isEmpty() || report.decision() == Decision.DETECTED;
    if (blockAnswer) {
      return switch (arrival.arrived()) {
        case YES -> {
          proof.add("so the " + status() + " is that of " + arrival.where() + " itself");
          yield letThrough(report, found);
        }
        case NO -> {
          if (report.decision() == null) {
            yield WafVerdict.BLOCKED;
          }
          yield undecidable(
              "the log says that the firewall let it pass, and the answer "
                  + status()
                  + " came although it arrived nowhere");
        }
        case UNKNOWN ->
            undecidable(
                (report.decision() == null
                        ? "the log does not say what became of it"
                        : "the log says that the firewall let it pass")
                    + ", and the answer is like one to what is blocked ("
                    + signature(facts.block())
                    + "). Tell the block page from other answers in the environment's descriptor:\n"
                    + stated(status()));
      };
    }
    if (arrival.arrived() == Arrived.YES) {
      return letThrough(report, found);
    }
    if (!(exchange.outcome() instanceof Outcome.Answered)) {
      return undecidable(
          "there was no answer, so that the firewall may not have seen all of the request");
    }
    if (PARSER.contains(status())) {
      return undecidable(
          status()
              + " is what a server answers to a request that it cannot read to its end, so that the firewall may not have seen all of it");
    }
    if (report.decision() == null && status() >= 300) {
      return undecidable(
          "the log does not say what became of it, and the answer does not come from behind the firewall for certain");
    }
    return letThrough(report, found);
  }

  private WafVerdict letThrough(FirewallReport report, boolean found) {
    if (found) {
      return WafVerdict.LOGGED_ONLY;
    }
    String own = "rule " + facts.sent().subject().rule();
    List<String> missed =
        report.notAsked().stream().filter(t -> t.equals(own) || !t.matches("rule \\d+")).toList();
    if (!missed.isEmpty()) {
      return undecidable(
          "nothing was found, but the firewall did not ask all that the case is about: "
              + String.join(", ", missed));
    }
    if (!facts.log().trouble().isEmpty()) {
      return undecidable(UNREAD);
    }
    if (!report.notAsked().isEmpty()) {
      proof.add(report.notAsked().size() + " other rules that are on were not asked");
    }
    return WafVerdict.PASSED;
  }

  private static final String UNREAD =
      "a log that could not be read may have what shows otherwise; mend what is wrong with it";

  /** No log says anything of it. */
  private WafVerdict unlogged() {
    boolean logs = !facts.log().names().isEmpty();
    if (logs) {
      proof.add(String.join(", ", facts.log().names()) + " has no entry for it");
    }
    if (!facts.log().trouble().isEmpty()) {
      return undecidable(UNREAD);
    }
    if (logs && facts.log().tellsClean()) {
      return undecidable(
          blockAnswer && arrival.arrived() == Arrived.NO
              ? "the answer is like one to what is blocked, and the log, which names every request that the firewall looked at, does not name it"
              : "no sign of a firewall: the log names every request that it looked at, and does not name this one. "
                  + origin());
    }
    if (blockAnswer) {
      return blockedUnlogged(logs);
    }
    if (!cameThrough()) {
      return undecidable(origin());
    }
    if (!logs) {
      return undecidable(
          "no sign of a firewall: nothing shows that one looked at it. "
              + "Name its log in the environment's descriptor:\n"
              + LOG_LINES);
    }
    WafObservation control = facts.control();
    if (control == null) {
      return undecidable("no sign of a firewall: " + facts.uncontrolled());
    }
    proof.add(
        "the log does name the control attack #"
            + control.number()
            + " to the same place, "
            + control.verdict().label()
            + ": so the firewall is there, and would be named had it found something");
    return WafVerdict.PASSED;
  }

  private WafVerdict blockedUnlogged(boolean logs) {
    return switch (arrival.arrived()) {
      case NO ->
          logs
              ? undecidable(
                  "the answer is like one to what is blocked, and the log of what is found does not name it")
              : blockPage();
      case YES ->
          undecidable(
              "the "
                  + status()
                  + " is that of "
                  + arrival.where()
                  + " itself, and there is no sign of a firewall");
      case UNKNOWN ->
          undecidable(
              "the answer is like one to what is blocked, but the application behind may answer the same. Name the firewall's log in the environment's descriptor:\n"
                  + LOG_LINES);
    };
  }

  /** A status alone is answered by much that stands before a canary. */
  private WafVerdict blockPage() {
    if (isDistinct(facts.block())) {
      return WafVerdict.BLOCKED;
    }
    return undecidable(
        "there is no log, and "
            + status()
            + " without a text of the block page may be the answer of anything before the canary. State it in the environment's descriptor:\n"
            + stated(status())
            + "\nor name the firewall's log:\n"
            + LOG_LINES);
  }

  private boolean isDistinct(BlockAnswer block) {
    return block.bodyContains() != null
        && exchange.response() != null
        && exchange.response().text().contains(block.bodyContains());
  }

  private static final String LOG_LINES =
      "  firewall-logs:\n    - {format: modsecurity-json, path: /var/log/modsec_audit.json}";

  /** Whether the answer, or the canary, shows that it got past where a firewall would stand. */
  private boolean cameThrough() {
    int status = status();
    return arrival.arrived() == Arrived.YES || status >= 200 && status < 400 || status == 401;
  }

  /** Says what an answer is that is not the firewall's. */
  private String origin() {
    if (!(exchange.outcome() instanceof Outcome.Answered)) {
      return "there was no answer ("
          + exchange.outcome().describe()
          + "), which says nothing of a firewall";
    }
    int status = status();
    if (PARSER.contains(status)) {
      return status + " is what a server answers to a request that it cannot read or does not take";
    }
    return switch (status) {
      case 404 -> "404 is what a gateway answers where no route fits, or what is behind it";
      case 502, 503, 504 ->
          status
              + " is what a gateway answers that has no backend; a firewall may not be asked then";
      default -> status + " may come from anywhere";
    };
  }

  private int status() {
    return exchange.outcome() instanceof Outcome.Answered answered ? answered.status() : 0;
  }

  private String answer() {
    if (!(exchange.outcome() instanceof Outcome.Answered)) {
      return "no answer: " + exchange.outcome().describe();
    }
    return "answered "
        + status()
        + (blockAnswer
            ? ", as what is blocked is ("
            : ", which is not the answer to what is blocked (")
        + signature(facts.block())
        + ")";
  }

  private static String signature(BlockAnswer block) {
    return block.status()
        + (block.bodyContains() == null ? "" : " with \"" + shortened(block.bodyContains()) + "\"");
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > 60 ? line.substring(0, 60) + "…" : line;
  }

  private static String stated(int status) {
    return "  firewall:\n    blocks-with: {status: "
        + status
        + ", body-contains: \"<a text that only the block page has>\"}";
  }

  private static String what(Match match) {
    return match.isCustom()
        ? "custom rule " + match.name()
        : match.rule() == 0 ? match.title() : "rule " + match.rule();
  }

  private static String logged(FirewallReport report) {
    Decision decision = report.decision();
    String found =
        report.matches().isEmpty()
            ? "nothing found"
            : report.matches().stream()
                .map(m -> what(m) + (m.part().isEmpty() ? "" : " in " + m.part()))
                .distinct()
                .limit(8)
                .collect(Collectors.joining(", "));
    return report.log()
        + " says: "
        + (decision == null ? "" : decision.name().toLowerCase(Locale.ROOT) + "; ")
        + found;
  }
}
