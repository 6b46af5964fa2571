package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.DynamicNetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Action;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.OnBodyError;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import dev.plumbline.waf.FirewallDescription;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** The tests of what the description says of a firewall. */
final class FirewallSettings {

  private static final String NONE = "none";

  private final WebFirewallContract contract;
  private final GuardedPlace place;
  private final Requirements required;

  FirewallSettings(WebFirewallContract contract, GuardedPlace place, Requirements required) {
    this.contract = contract;
    this.place = place;
    this.required = required;
  }

  void addTo(Lab lab, List<DynamicNode> tests) {
    WebFirewall firewall = place.firewall();
    if (firewall == null) {
      says(lab, tests, "there is one", FirewallSetting.FIREWALL, NONE, "one that blocks");
      return;
    }
    says(lab, tests, "it blocks what it finds", FirewallSetting.MODE, mode(firewall), "prevention");
    says(
        lab,
        tests,
        "its threshold is the usual one at most",
        FirewallSetting.THRESHOLD,
        firewall.threshold() <= Requirements.THRESHOLD
            ? "at most " + Requirements.THRESHOLD
            : Integer.toString(firewall.threshold()),
        "at most " + Requirements.THRESHOLD);
    says(
        lab,
        tests,
        "its rule set is recent enough",
        FirewallSetting.RULE_SETS,
        ruleSets(firewall),
        "recent enough");
    says(
        lab,
        tests,
        "its rules are on, but for those that are off on purpose",
        FirewallSetting.RULES,
        list(WafPack.rules().stream().flatMap(rule -> wrong(firewall, rule).stream()).toList()),
        "as they must be");
    exclusions(lab, tests, firewall);
    says(
        lab,
        tests,
        "no custom rule lets requests past its rules",
        FirewallSetting.CUSTOM_RULES,
        none(
            firewall.customRules().stream()
                .filter(rule -> rule.enabled() && rule.action() == Action.ALLOW)
                .map(CustomRule::name)
                .filter(name -> !required.allowing().contains(name))),
        NONE);
    says(
        lab,
        tests,
        "it looks at bodies",
        FirewallSetting.BODIES,
        firewall.readsBodies() ? "yes" : "no",
        "yes");
    says(
        lab,
        tests,
        "no part of a body is let through unseen",
        FirewallSetting.BODY_LIMITS,
        limits(firewall),
        NONE);
    says(
        lab,
        tests,
        "it blocks bodies that cannot be read",
        FirewallSetting.BODY_ERRORS,
        firewall.onBodyError() == OnBodyError.BLOCK ? "blocked" : "let through",
        "blocked");
  }

  private void says(
      Lab lab,
      List<DynamicNode> tests,
      String title,
      FirewallSetting setting,
      String says,
      String expected) {
    String subject = setting.label() + " of " + place.url();
    String where =
        (place.firewall() == null ? "no firewall" : "firewall " + place.firewall().name())
            + " at "
            + place.url()
            + ": "
            + contract.nameOf(setting);
    tests.add(
        DynamicNetworkTest.of(
            title + " (by the description)",
            lab,
            own -> assertThat(own.stated(subject, says, List.of(where))).says(expected)));
  }

  private static String none(Stream<String> those) {
    List<String> found = those.toList();
    return found.isEmpty() ? NONE : String.join("; ", found);
  }

  private static String list(List<String> wrong) {
    return wrong.isEmpty() ? "as they must be" : String.join("; ", wrong);
  }

  private static String mode(WebFirewall firewall) {
    return switch (firewall.mode()) {
      case BLOCKS -> "prevention";
      case LOGS -> "detection";
      case OFF -> "off";
    };
  }

  private Optional<String> wrong(WebFirewall firewall, int id) {
    Optional<Rule> rule = firewall.rule(id);
    boolean on = rule.filter(Rule::enabled).isPresent();
    if (!required.isOn(id)) {
      return on ? Optional.of(id + " is on, though it is off on purpose") : Optional.empty();
    }
    if (!on) {
      return Optional.of(
          id + (rule.isPresent() ? " is off" : " is not in " + sets(firewall.ruleSets())));
    }
    return rule.map(Rule::action)
        .filter(action -> action == Action.LOG || action == Action.ALLOW)
        .map(action -> id + " has the action " + action.name().toLowerCase(Locale.ROOT));
  }

  private static String sets(List<RuleSet> sets) {
    return sets.isEmpty()
        ? "the rules"
        : String.join(", ", sets.stream().map(s -> s.name() + " " + s.version()).toList());
  }

  /** One of the sets that are asked for is enough: others look for other things. */
  private String ruleSets(WebFirewall firewall) {
    boolean fine =
        firewall.ruleSets().stream()
            .anyMatch(
                set ->
                    oldest(set.name())
                        .filter(oldest -> isAtLeast(set.version(), oldest))
                        .isPresent());
    if (fine) {
      return "recent enough";
    }
    String wanted =
        String.join(
            " or ",
            required.oldest().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .sorted()
                .toList());
    return (firewall.ruleSets().isEmpty() ? NONE : sets(firewall.ruleSets()))
        + ", but it is to have "
        + wanted
        + " or later";
  }

  private Optional<String> oldest(String name) {
    return required.oldest().entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean isAtLeast(String version, String oldest) {
    return Arrays.compare(parts(version), parts(oldest)) >= 0;
  }

  private static int[] parts(String version) {
    return Stream.of(version.replaceAll("[^0-9.]", "").split("\\.", -1))
        .mapToInt(part -> part.isEmpty() || part.length() > 9 ? 0 : Integer.parseInt(part))
        .toArray();
  }

  private void exclusions(Lab lab, List<DynamicNode> tests, WebFirewall firewall) {
    Exclusion[] widest =
        Stream.concat(
                required.exclusions().stream(),
                firewall.exclusions().stream().filter(FirewallSettings::isNarrow))
            .toArray(Exclusion[]::new);
    tests.add(
        DynamicNetworkTest.of(
            "no exclusion is broader than those on purpose (by the description)",
            lab,
            own ->
                assertThat(
                        new FirewallDescription(
                            place.url() + ": " + contract.nameOf(FirewallSetting.EXCLUSIONS),
                            firewall,
                            own::stated))
                    .hasNoBroaderExclusionThan(widest)));
  }

  /** One named thing, for some named rules. */
  private static boolean isNarrow(Exclusion one) {
    return one.operator() == Comparison.EQUALS
        && !one.selector().isEmpty()
        && !one.rules().isEmpty()
        && one.groups().isEmpty()
        && one.ruleSets().isEmpty();
  }

  private static String limits(WebFirewall firewall) {
    BodyLimits limits = firewall.bodyLimits();
    if (limits == null) {
      return NONE;
    }
    List<String> gaps = new ArrayList<>();
    if (!limits.enforced()) {
      gaps.add("bodies above " + limits.bodyKib() + " KiB are let through");
    }
    if (limits.inspectedKib() < limits.bodyKib()) {
      gaps.add(
          "of bodies of up to "
              + limits.bodyKib()
              + " KiB only "
              + limits.inspectedKib()
              + " are looked at");
    }
    if (!limits.uploadsEnforced()) {
      gaps.add("uploads above " + limits.uploadKib() + " KiB are let through");
    }
    return gaps.isEmpty() ? NONE : String.join("; ", gaps);
  }
}
