package dev.plumbline.waf;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation.Subject;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.engine.InspectedRequest;
import dev.plumbline.waf.engine.KnownRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
  private record Derived(Subject subject, byte[] request, WebFirewall firewall, boolean simulated) {

    WafExpectation expectation() {
      Optional<Rule> own =
          firewall.rules().stream().filter(r -> r.id() == subject.rule()).findFirst();
      Finding finding = finding(own);
      String because = because(own, finding);
      return subject.points().isEmpty()
          ? new WafExpectation(unmeasured(own, finding), finding, because)
          : new WafExpectation(measured(finding), finding, because);
    }

    private Finding finding(Optional<Rule> own) {
      if (subject.rule() == 0) {
        return Finding.EITHER;
      }
      boolean measured = subject.points().containsKey(subject.rule());
      boolean contained = subject.points().isEmpty() ? subject.attack() : measured;
      if (own.isEmpty() || !contained) {
        return Finding.NOT_FOUND;
      }
      return isInBodyOnly() ? Finding.NOT_FOUND : Finding.FOUND;
    }

    /** Whether the rule is found only in a body that the firewall does not read. */
    private boolean isInBodyOnly() {
      if (firewall.readsBodies()) {
        return false;
      }
      String text = new String(request, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end < 0 || end + 4 == text.length()) {
        return false;
      }
      String[] lines = text.substring(0, end).split("\r\n");
      String[] words = lines[0].split(" ");
      List<Header> headers = new ArrayList<>();
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon > 0) {
          headers.add(
              new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
      }
      InspectedRequest head =
          InspectedRequest.of(words[0], words.length > 1 ? words[1] : "", headers, new byte[0]);
      return KnownRule.of(subject.rule()).map(rule -> rule.find(head).isEmpty()).orElse(false);
    }

    private Set<WafVerdict> unmeasured(Optional<Rule> own, Finding finding) {
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

    /** What the measured points of the rules that are on come to. */
    private Set<WafVerdict> measured(Finding finding) {
      int score = 0;
      boolean found = false;
      for (Rule rule : firewall.rules()) {
        Integer points = subject.points().get(rule.id());
        boolean unread = rule.id() == subject.rule() && finding != Finding.FOUND;
        if (points == null || unread || simulated && KnownRule.of(rule.id()).isEmpty()) {
          continue;
        }
        found = true;
        if (rule.action() == Action.ALLOW) {
          return EnumSet.of(WafVerdict.LOGGED_ONLY);
        }
        if (rule.action() == Action.BLOCK) {
          score += firewall.threshold();
        } else if (rule.action() == Action.SCORE) {
          score += points;
        }
      }
      if (!found) {
        return EnumSet.of(WafVerdict.PASSED);
      }
      return EnumSet.of(
          firewall.mode() == Mode.BLOCKS && score >= firewall.threshold()
              ? WafVerdict.BLOCKED
              : WafVerdict.LOGGED_ONLY);
    }

    private String because(Optional<Rule> own, Finding finding) {
      String mode = firewall.mode() == Mode.BLOCKS ? "blocks" : "only logs";
      String rule =
          subject.rule() == 0
              ? "it is no attack"
              : own.isEmpty()
                  ? "rule " + subject.rule() + " is off"
                  : "rule "
                      + subject.rule()
                      + " is on with score "
                      + own.get().score()
                      + " and action "
                      + own.get().action().name().toLowerCase(java.util.Locale.ROOT)
                      + (finding == Finding.FOUND || !subject.attack()
                          ? ""
                          : ", and bodies are not read");
      return "firewall "
          + firewall.name()
          + " "
          + mode
          + " at "
          + firewall.threshold()
          + ", and "
          + rule
          + (points().isEmpty() ? "" : "; a real engine found " + points());
    }

    private String points() {
      return subject.points().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .map(e -> e.getKey() + " (" + e.getValue() + ")")
          .collect(java.util.stream.Collectors.joining(", "));
    }
  }
}
