package dev.plumbline.waf;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation.Subject;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.engine.Evaluation;
import dev.plumbline.waf.engine.FirewallEngine;
import dev.plumbline.waf.engine.IncomingRequest;
import dev.plumbline.waf.engine.KnownRule;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What web application firewalls are to do with requests, by their description. */
public final class Expectations {

  private Expectations() {}

  /**
   * Returns what is expected of a case where nothing is known of the firewall: an attack is
   * blocked, and its rule found; anything else is not blocked, and its rule not found.
   */
  public static WafExpectation of(WafCase one) {
    return of(one.rule(), one.polarity() == Polarity.ATTACK);
  }

  /** Returns what is expected of a request where nothing is known of the firewall. */
  public static WafExpectation of(Subject subject) {
    return of(subject.rule(), subject.attack());
  }

  private static WafExpectation of(int rule, boolean attack) {
    return attack
        ? new WafExpectation(
            Set.of(WafVerdict.BLOCKED),
            rule == 0 ? Finding.EITHER : Finding.FOUND,
            "it is an attack, and nothing says that the firewall only logs")
        : new WafExpectation(
            Set.of(WafVerdict.PASSED, WafVerdict.LOGGED_ONLY),
            rule == 0 ? Finding.EITHER : Finding.NOT_FOUND,
            "it is no attack");
  }

  /**
   * Returns what is expected of a request by the description of the firewall: its mode, the rules
   * that are on, their actions and scores, the threshold, and whether it reads bodies.
   *
   * @param subject what the request is about, with what a real engine found in it where that is
   *     known; otherwise nothing is known of other rules than the one it is about
   * @param request the request's bytes
   * @param firewall the firewall
   * @param simulated whether the firewall is the simulated one, which asks only the rules of {@link
   *     KnownRule}
   */
  public static WafExpectation of(
      Subject subject, byte[] request, WebFirewall firewall, boolean simulated) {
    return firewall.mode() == Mode.OFF
        ? of(subject)
        : new Derived(subject, request, firewall, simulated).expectation();
  }

  /** One expectation while it is worked out. */
  private static final class Derived {

    private final Subject subject;
    private final WebFirewall firewall;
    private final boolean simulated;

    /** The rule that the request is about, where it is asked. */
    private final Optional<Rule> own;

    private final Evaluation evaluation;

    /** Why the rule is not found although it is on; empty where it is. */
    private final String spared;

    Derived(Subject subject, byte[] request, WebFirewall firewall, boolean simulated) {
      this.subject = subject;
      this.firewall = firewall;
      this.simulated = simulated;
      own = firewall.rule(subject.rule()).filter(Rule::enabled);
      IncomingRequest incoming = RequestBytes.parse(request);
      evaluation = FirewallEngine.of(firewall).evaluate(incoming, Instant.EPOCH);
      // what is decided before the rules are asked spares nothing of them
      spared = before().isPresent() ? "" : spared(incoming);
    }

    private String spared(IncomingRequest incoming) {
      if (evaluation.matches().stream().anyMatch(m -> m.rule() == subject.rule())) {
        return "";
      }
      if (evaluation.spared().stream().anyMatch(m -> m.rule() == subject.rule())) {
        return "an exclusion spares the part it is in";
      }
      WebFirewall reading =
          new WebFirewall(
              firewall.name(),
              Mode.LOGS,
              firewall.rules(),
              firewall.threshold(),
              true,
              null,
              List.of());
      boolean inBody =
          FirewallEngine.of(reading).evaluate(incoming, Instant.EPOCH).matches().stream()
              .anyMatch(m -> m.rule() == subject.rule());
      return inBody ? "the part of the body it is in is not looked at" : "";
    }

    WafExpectation expectation() {
      Optional<WafVerdict> before = before();
      if (before.isPresent()) {
        return new WafExpectation(
            Set.of(before.get()), Finding.EITHER, because() + "; " + evaluation.reason());
      }
      Finding finding = finding();
      return new WafExpectation(
          subject.points().isEmpty() ? unmeasured(finding) : measured(finding), finding, because());
    }

    /** What a custom rule, or the size or form of the body, decides before the rules are asked. */
    private Optional<WafVerdict> before() {
      boolean decided =
          evaluation.matches().stream()
              .anyMatch(
                  m ->
                      m.isCustom()
                          ? m.action() == MatchAction.BLOCKED || m.action() == MatchAction.ALLOWED
                          : m.rule() == 0 && m.action() == MatchAction.BLOCKED);
      return decided
          ? Optional.of(
              evaluation.decision() == Decision.BLOCKED
                  ? WafVerdict.BLOCKED
                  : WafVerdict.LOGGED_ONLY)
          : Optional.empty();
    }

    private Finding finding() {
      if (subject.rule() == 0) {
        return Finding.EITHER;
      }
      boolean contained =
          subject.points().isEmpty()
              ? subject.attack()
              : subject.points().containsKey(subject.rule());
      return own.isPresent() && contained && spared.isEmpty() ? Finding.FOUND : Finding.NOT_FOUND;
    }

    private Set<WafVerdict> unmeasured(Finding finding) {
      if (finding != Finding.FOUND) {
        return EnumSet.of(WafVerdict.PASSED, WafVerdict.LOGGED_ONLY);
      }
      Rule rule = own.orElseThrow();
      if (rule.action() == Action.ALLOW || firewall.mode() == Mode.LOGS) {
        return EnumSet.of(WafVerdict.LOGGED_ONLY);
      }
      boolean alone =
          rule.action() == Action.BLOCK
              || rule.action() == Action.SCORE && rule.score() >= firewall.threshold();
      return alone
          ? EnumSet.of(WafVerdict.BLOCKED)
          : EnumSet.of(WafVerdict.BLOCKED, WafVerdict.LOGGED_ONLY);
    }

    /**
     * What the measured points of the rules that are on come to. Of other rules than the case's own
     * it is not known which parts they were found in: where an exclusion has spared one, what it
     * adds may be missing.
     */
    private Set<WafVerdict> measured(Finding finding) {
      int score = 0;
      int surely = 0;
      boolean found = false;
      boolean surelyFound = false;
      for (Rule rule : firewall.rules()) {
        Integer points = subject.points().get(rule.id());
        boolean missed = rule.id() == subject.rule() && finding != Finding.FOUND;
        boolean unknown = simulated && KnownRule.of(rule.id()).isEmpty();
        if (points == null || missed || unknown || !rule.enabled()) {
          continue;
        }
        if (rule.action() == Action.ALLOW) {
          return EnumSet.of(WafVerdict.LOGGED_ONLY);
        }
        int added =
            switch (rule.action()) {
              case BLOCK -> firewall.threshold();
              case SCORE -> points;
              case LOG, ALLOW -> 0;
            };
        boolean perhaps =
            evaluation.spared().stream().anyMatch(m -> m.rule() == rule.id())
                || !firewall.readsBodies();
        score += added;
        found = true;
        surely += perhaps && rule.id() != subject.rule() ? 0 : added;
        surelyFound |= !perhaps || rule.id() == subject.rule();
      }
      EnumSet<WafVerdict> verdicts = EnumSet.of(verdict(found, score));
      verdicts.add(verdict(surelyFound, surely));
      return verdicts;
    }

    private WafVerdict verdict(boolean found, int score) {
      if (!found) {
        return WafVerdict.PASSED;
      }
      return firewall.mode() == Mode.BLOCKS && score >= firewall.threshold()
          ? WafVerdict.BLOCKED
          : WafVerdict.LOGGED_ONLY;
    }

    private String because() {
      StringBuilder text = new StringBuilder("firewall ").append(firewall.name());
      text.append(firewall.mode() == Mode.BLOCKS ? " blocks" : " only logs");
      text.append(" from score ").append(firewall.threshold()).append(" on");
      if (subject.rule() != 0) {
        text.append(", rule ").append(subject.rule());
        text.append(own.map(Derived::settings).orElse(" is off"));
      }
      if (!spared.isEmpty()) {
        text.append(", ").append(spared);
      }
      if (!subject.points().isEmpty()) {
        text.append("; a real engine found ");
        text.append(
            subject.points().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " (" + e.getValue() + ")")
                .collect(Collectors.joining(", ")));
      }
      return text.toString();
    }

    private static String settings(Rule rule) {
      return " is on with score "
          + rule.score()
          + (rule.action() == Action.SCORE
              ? ""
              : " and action " + rule.action().name().toLowerCase(Locale.ROOT));
    }
  }
}
