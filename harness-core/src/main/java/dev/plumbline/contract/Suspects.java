package dev.plumbline.contract;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallRecord.MatchAction;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which setting is wrong where requests are not treated as they must be. */
final class Suspects {

  /** Where in a request an attack is. */
  private enum Where {
    QUERY("queries"),
    FORM("forms"),
    JSON("JSON bodies"),
    MULTIPART("multipart bodies"),
    COOKIE("cookies"),
    HEADER("headers"),
    NAME("names of arguments or cookies");

    private static final Set<Where> BODIES = EnumSet.of(FORM, JSON, MULTIPART);
    private static final Set<Where> ARGUMENTS = EnumSet.of(QUERY, FORM, JSON, MULTIPART);

    private final String words;

    Where(String words) {
      this.words = words;
    }

    /** Where a rule was found, and else where its case has it. */
    static Where of(WafCase one, WafObservation seen) {
      FirewallReport log = seen.log();
      boolean named =
          log != null
              && log.matches().stream()
                  .filter(match -> match.rule() == one.rule())
                  .anyMatch(match -> match.part().contains("_NAMES"));
      return named ? NAME : of(one);
    }

    private static Where of(WafCase one) {
      if (one.rule() / 1000 == 920) {
        return HEADER;
      }
      String type = header(one, "content-type");
      if (type.contains("json")) {
        return JSON;
      }
      if (type.contains("multipart")) {
        return MULTIPART;
      }
      if (!type.isEmpty()) {
        return FORM;
      }
      if (!header(one, "cookie").isEmpty()) {
        return COOKIE;
      }
      return one.request().target().contains("?") ? QUERY : HEADER;
    }

    private static String header(WafCase one, String name) {
      return one.request().headers().stream()
          .filter(header -> header.name().equalsIgnoreCase(name))
          .map(header -> header.value().toLowerCase(Locale.ROOT))
          .findFirst()
          .orElse("");
    }

    static String words(Set<Where> places) {
      return places.stream().map(place -> place.words).collect(Collectors.joining(", "));
    }
  }

  private final WebFirewallContract contract;
  private final Requirements required;
  private final List<WafCase> cases;
  private final Function<WafCase, WafExpectation> expected;
  private final List<FirewallSetting> ofBodies;

  /**
   * Looks at cases.
   *
   * @param expected what is expected of each
   * @param ofBodies the settings that are wrong where nothing is found in their bodies; empty where
   *     they are not about bodies alone
   */
  Suspects(
      WebFirewallContract contract,
      Requirements required,
      List<WafCase> cases,
      Function<WafCase, WafExpectation> expected,
      List<FirewallSetting> ofBodies) {
    this.contract = contract;
    this.required = required;
    this.cases = cases;
    this.expected = expected;
    this.ofBodies = ofBodies;
  }

  /** Returns what is wrong, by what was seen of the cases; null where that does not show it. */
  @Nullable String of(List<WafObservation> seen) {
    if (seen.stream().allMatch(Suspects::showsNone)) {
      return "nothing shows a firewall that is on: "
          + name(FirewallSetting.FIREWALL)
          + ", and "
          + contract.nameOf(FirewallSetting.MODE);
    }
    if (!ofBodies.isEmpty() && seen.stream().anyMatch(Suspects::isUndecidable)) {
      return seenInPart();
    }
    List<WafObservation> attacks = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      WafCase one = cases.get(i);
      WafObservation what = seen.get(i);
      if (isUndecidable(what)) {
        continue;
      }
      if (one.polarity() != Polarity.ATTACK) {
        if (what.verdict() == WafVerdict.BLOCKED && required.mayNotStop(one)) {
          return stopped(what);
        }
      } else if (one.rule() != 0 && !required.isOn(one.rule())) {
        if (what.rules().contains(one.rule())) {
          return "rule "
              + one.rule()
              + " is on, though it is off on purpose: "
              + name(FirewallSetting.RULES)
              + "; or disabledRules(..) should not return it";
        }
      } else if (what.log() != null) {
        attacks.add(what);
      }
    }
    return attacks.isEmpty() ? null : missed(attacks, seen);
  }

  private String name(FirewallSetting setting) {
    return "see " + contract.nameOf(setting);
  }

  private String stopped(WafObservation what) {
    FirewallReport log = what.log();
    String custom =
        log == null
            ? ""
            : log.matches().stream()
                .filter(Match::isCustom)
                .map(Match::name)
                .collect(Collectors.joining(", "));
    return custom.isEmpty()
        ? "ordinary traffic is blocked, by rules "
            + what.rules()
            + ": a threshold below "
            + Requirements.THRESHOLD
            + ", a rule whose action is to block at once, or rules of a higher paranoia level; "
            + name(FirewallSetting.THRESHOLD)
            + ", or "
            + contract.nameOf(FirewallSetting.RULES)
        : "ordinary traffic is blocked by custom rule "
            + custom
            + ": "
            + name(FirewallSetting.CUSTOM_RULES);
  }

  private @Nullable String missed(List<WafObservation> attacks, List<WafObservation> seen) {
    for (WafObservation one : attacks) {
      FirewallReport log = log(one);
      if (log.decision() == Decision.DETECTED) {
        return "what is found is only logged: the firewall detects and does not block; "
            + name(FirewallSetting.MODE);
      }
      for (Match match : log.matches()) {
        if (match.isCustom() && match.action() == MatchAction.ALLOWED) {
          return "custom rule "
              + match.name()
              + " lets it past all other rules: "
              + name(FirewallSetting.CUSTOM_RULES);
        }
      }
    }
    if (!ofBodies.isEmpty() && attacks.stream().anyMatch(this::isUnseen)) {
      return seenInPart();
    }
    return unfound(seen).orElseGet(() -> weak(attacks));
  }

  private String seenInPart() {
    return "such a body passes unseen, or seen in part: see "
        + ofBodies.stream().map(contract::nameOf).collect(Collectors.joining(", or "));
  }

  /** An answer, and no log that names the request: it was not looked at. */
  private static boolean showsNone(WafObservation one) {
    return isUndecidable(one)
        && one.log() == null
        && one.exchange().outcome() instanceof Outcome.Answered;
  }

  private static boolean isUndecidable(WafObservation one) {
    return one.verdict() == WafVerdict.UNDECIDABLE;
  }

  private boolean isUnseen(WafObservation attack) {
    return !isAsExpected(attack) && (attack.rules().isEmpty() || attack.subject().rule() == 0);
  }

  /** Rules that are found, and of which too little comes. */
  private @Nullable String weak(List<WafObservation> attacks) {
    for (WafObservation one : attacks) {
      if (one.verdict() != WafVerdict.LOGGED_ONLY || isAsExpected(one)) {
        continue;
      }
      FirewallReport log = log(one);
      for (Match match : log.matches()) {
        if (match.action() == MatchAction.LOGGED || match.action() == MatchAction.ALLOWED) {
          return "rule "
              + match.name()
              + " is found and "
              + (match.action() == MatchAction.LOGGED ? "only logs" : "lets the request pass")
              + ": "
              + name(FirewallSetting.RULES);
        }
      }
      Integer told = log.score();
      int score = told == null ? log.matches().stream().mapToInt(Match::score).sum() : told;
      return "a score of "
          + (score == 0 ? "enough" : score)
          + " does not reach the threshold, which is to be "
          + Requirements.THRESHOLD
          + " at most: "
          + name(FirewallSetting.THRESHOLD);
    }
    return null;
  }

  private boolean isAsExpected(WafObservation seen) {
    for (WafCase one : cases) {
      if (one.id().equals(seen.subject().id())) {
        return expected.apply(one).agrees(seen.verdict(), one.rule(), seen.rules());
      }
    }
    return false;
  }

  /** Rules that are not found where they should be. */
  private Optional<String> unfound(List<WafObservation> seen) {
    EnumSet<Where> found = EnumSet.noneOf(Where.class);
    EnumSet<Where> missed = EnumSet.noneOf(Where.class);
    Set<Integer> rules = new TreeSet<>();
    boolean anything = false;
    for (int i = 0; i < seen.size(); i++) {
      WafCase one = cases.get(i);
      WafObservation what = seen.get(i);
      if (one.polarity() != Polarity.ATTACK || what.log() == null || isUndecidable(what)) {
        continue;
      }
      anything |= what.rules().stream().anyMatch(WafPack.rules()::contains);
      if (one.rule() == 0 || what.rules().contains(one.rule())) {
        found.add(Where.of(one, what));
      } else if (what.verdict() != WafVerdict.BLOCKED || !log(what).rules().isEmpty()) {
        missed.add(Where.of(one, what));
        rules.add(one.rule());
      }
    }
    if (missed.isEmpty()) {
      return Optional.empty();
    }
    String which = (rules.size() == 1 ? "rule " : "rules ") + join(rules);
    return Optional.of(cause(which, found, missed, anything));
  }

  private String cause(
      String which, EnumSet<Where> found, EnumSet<Where> missed, boolean anything) {
    Predicate<Set<Where>> onlyMissed =
        all -> all.containsAll(missed) && found.stream().noneMatch(all::contains);
    String where = " is not found in " + Where.words(missed);
    if (found.isEmpty()) {
      return which
          + where
          + (anything ? ", others are" : ", nor is any other rule")
          + ": it is off, or the rule set does not have it, or its parts are excluded; "
          + name(FirewallSetting.RULES)
          + ", "
          + contract.nameOf(FirewallSetting.RULE_SETS)
          + ", and "
          + contract.nameOf(FirewallSetting.EXCLUSIONS);
    }
    String but = which + where + ", but is in " + Where.words(found) + "; so ";
    if (onlyMissed.test(Where.BODIES)) {
      return but + "bodies are not looked at: " + name(FirewallSetting.BODIES);
    }
    if (onlyMissed.test(Where.ARGUMENTS)) {
      return but + "arguments are excluded: " + name(FirewallSetting.EXCLUSIONS);
    }
    if (missed.size() == 1 && missed.stream().noneMatch(found::contains)) {
      return but + Where.words(missed) + " are excluded: " + name(FirewallSetting.EXCLUSIONS);
    }
    return but
        + "parts of requests are excluded, or not looked at: "
        + name(FirewallSetting.EXCLUSIONS)
        + ", "
        + contract.nameOf(FirewallSetting.BODY_LIMITS);
  }

  private static FirewallReport log(WafObservation one) {
    return Objects.requireNonNull(one.log());
  }

  private static String join(Set<Integer> rules) {
    return rules.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
