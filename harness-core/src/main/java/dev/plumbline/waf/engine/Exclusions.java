package dev.plumbline.waf.engine;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Exclusion.Spared;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.util.List;
import java.util.Locale;

/**
 * The exclusions of a firewall that are for one rule.
 *
 * @param all those
 */
record Exclusions(List<Exclusion> all) {

  /** What engines put before the path of a member of a JSON body. */
  private static final String JSON = "json.";

  static Exclusions of(WebFirewall firewall, Rule rule) {
    return new Exclusions(
        firewall.exclusions().stream().filter(one -> isFor(one, firewall, rule)).toList());
  }

  private static boolean isFor(Exclusion exclusion, WebFirewall firewall, Rule rule) {
    if (exclusion.rules().isEmpty()
        && exclusion.groups().isEmpty()
        && exclusion.ruleSets().isEmpty()) {
      return true;
    }
    String group = rule.group();
    return exclusion.rules().contains(rule.id())
        || group != null && exclusion.groups().stream().anyMatch(group::equalsIgnoreCase)
        || firewall
            .ruleSetOf(rule)
            .map(RuleSet::name)
            .filter(exclusion.ruleSets()::contains)
            .isPresent();
  }

  /** Returns whether a rule is not found in a part, such as {@code ARGS_NAMES:q}. */
  boolean spare(String part) {
    int colon = part.indexOf(':');
    if (all.isEmpty() || colon < 0) {
      return false;
    }
    String kind = part.substring(0, colon);
    String name = part.substring(colon + 1);
    for (Exclusion one : all) {
      if (kind.equals(kind(one)) && fits(one, name)) {
        return true;
      }
    }
    return false;
  }

  private static String kind(Exclusion exclusion) {
    boolean value = exclusion.of() == Spared.VALUE;
    return switch (exclusion.part()) {
      case HEADER -> value ? "REQUEST_HEADERS" : "REQUEST_HEADERS_NAMES";
      case COOKIE -> value ? "REQUEST_COOKIES" : "REQUEST_COOKIES_NAMES";
      case ARGUMENT -> value ? "ARGS" : "ARGS_NAMES";
    };
  }

  private static boolean fits(Exclusion exclusion, String name) {
    String readable = RequestTexts.readable(name);
    return compare(exclusion, readable)
        || exclusion.part() == Part.ARGUMENT
            && readable.startsWith(JSON)
            && compare(exclusion, readable.substring(JSON.length()));
  }

  private static boolean compare(Exclusion exclusion, String name) {
    boolean caseMatters = exclusion.caseMatters() && exclusion.part() != Part.HEADER;
    String selector = caseMatters ? exclusion.selector() : folded(exclusion.selector());
    String text = caseMatters ? name : folded(name);
    return switch (exclusion.operator()) {
      case EQUALS -> text.equals(selector);
      case STARTS_WITH -> text.startsWith(selector);
      case ENDS_WITH -> text.endsWith(selector);
      case CONTAINS -> text.contains(selector);
      case EQUALS_ANY -> true;
    };
  }

  private static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
