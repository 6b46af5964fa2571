package dev.plumbline.sim;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.waf.engine.InspectedRequest;
import dev.plumbline.waf.engine.KnownRule;
import dev.plumbline.waf.engine.KnownRule.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks the rules of a firewall about one request. */
final class RequestFirewall {

  private static final int LONGEST_DATA = 200;

  private final WebFirewall firewall;
  private final Received request;
  private final InspectedRequest inspected;
  private final List<Match> matches = new ArrayList<>();
  private final List<Integer> asked = new ArrayList<>();
  private final List<String> notAsked = new ArrayList<>();
  private int score;
  private @Nullable Action decided;

  private RequestFirewall(WebFirewall firewall, Received request) {
    this.firewall = firewall;
    this.request = request;
    byte[] body = firewall.readsBodies() ? request.body() : new byte[0];
    this.inspected =
        InspectedRequest.of(request.method(), request.target(), request.headers(), body);
  }

  /**
   * Looks at a request.
   *
   * @param firewall the firewall; not one that is off
   * @param request the request as the firewall sees it
   */
  static FirewallRecord inspect(WebFirewall firewall, Received request) {
    RequestFirewall one = new RequestFirewall(firewall, request);
    for (Rule rule : firewall.rules()) {
      if (rule.enabled()) {
        one.ask(rule);
      }
    }
    return one.record();
  }

  /** A rule that lets the request pass ends the questions; what is on and unknown is told. */
  private void ask(Rule rule) {
    Optional<KnownRule> known = KnownRule.of(rule.id());
    if (known.isEmpty()) {
      notAsked.add("rule " + rule.id());
    } else if (decided != Action.ALLOW) {
      asked.add(rule.id());
      for (Finding finding : known.get().find(inspected)) {
        found(rule, known.get(), finding);
      }
    }
  }

  private void found(Rule rule, KnownRule known, Finding finding) {
    int added = rule.action() == Action.SCORE ? rule.score() : 0;
    score += added;
    if (decided == null && (rule.action() == Action.BLOCK || rule.action() == Action.ALLOW)) {
      decided = rule.action();
    }
    matches.add(
        new Match(
            rule.id(),
            added,
            known.title(),
            finding.part(),
            finding.data().substring(0, Math.min(LONGEST_DATA, finding.data().length()))));
  }

  private FirewallRecord record() {
    notAsked.addAll(inspected.unread());
    notAsked.addAll(firewall.leftOut());
    return new FirewallRecord(
        request.note().id,
        request.note().time,
        request.peer().address().getHostAddress(),
        request.peer().port(),
        request.hostHeader(),
        request.target(),
        Objects.requireNonNullElse(request.note().service(), ""),
        firewall.name(),
        firewall.mode() == Mode.BLOCKS,
        matches,
        score,
        firewall.threshold(),
        decision(),
        asked,
        notAsked);
  }

  private Decision decision() {
    if (decided == Action.ALLOW) {
      return Decision.ALLOWED;
    }
    if (decided != Action.BLOCK && score < firewall.threshold()) {
      return Decision.PASSED;
    }
    return firewall.mode() == Mode.BLOCKS ? Decision.BLOCKED : Decision.DETECTED;
  }

  /** Says why a request was blocked. */
  static String reason(FirewallRecord record) {
    return "firewall %s blocked the request: score %d of %d, %s"
        .formatted(
            record.firewall(),
            record.score(),
            record.threshold(),
            record.matches().stream()
                .map(match -> "rule " + match.rule() + " in " + match.part())
                .collect(Collectors.joining(", ")));
  }
}
