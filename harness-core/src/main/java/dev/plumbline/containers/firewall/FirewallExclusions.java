package dev.plumbline.containers.firewall;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Exclusion;
import dev.plumbline.network.WebFirewall.Exclusion.Comparison;
import dev.plumbline.network.WebFirewall.Exclusion.Part;
import dev.plumbline.network.WebFirewall.Exclusion.Spared;
import dev.plumbline.network.WebFirewall.Rule;
import dev.plumbline.network.WebFirewall.RuleSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The exclusions of a firewall for ModSecurity 3.
 *
 * <p>A name alone is compared exactly. An expression is not: it takes no account of case, and fits
 * names of all collections, whichever it was given for. Where a request has such a name elsewhere,
 * with something in it that a rule may find, the log says that it is not certain.
 */
final class FirewallExclusions {

  /** Rules name these headers so, and a firewall that spares one of them must name it so, too. */
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Accept-Charset",
          "Accept-Encoding",
          "Accept-Language",
          "Cache-Control",
          "Connection",
          "Content-Encoding",
          "Content-Length",
          "Content-Type",
          "Cookie",
          "Expect",
          "Host",
          "Origin",
          "Range",
          "Referer",
          "Request-Range",
          "Transfer-Encoding",
          "User-Agent",
          "X-Filename",
          "X-File-Name",
          "X-Forwarded-For",
          "X.Filename",
          "X_Filename");

  /** What no rule finds anything in. */
  private static final String HARMLESS = "[^A-Za-z0-9_ .:;,=/+*()-]";

  private final FirewallRules rules;
  private final WebFirewall firewall;
  private final List<Rule> enabled;
  private final Consumer<String> cannot;

  FirewallExclusions(
      FirewallRules rules, WebFirewall firewall, List<Rule> enabled, Consumer<String> cannot) {
    this.rules = rules;
    this.firewall = firewall;
    this.enabled = enabled;
    this.cannot = cannot;
  }

  void add() {
    for (int i = 0; i < firewall.exclusions().size(); i++) {
      Exclusion one = firewall.exclusions().get(i);
      List<String> targets = targets(one, i);
      for (Rule rule : enabled) {
        if (isFor(one, rule)) {
          for (String target : targets) {
            rules.line("SecRuleUpdateTargetById %d \"!%s\"".formatted(rule.id(), target));
          }
        }
      }
    }
  }

  private boolean isFor(Exclusion one, Rule rule) {
    if (one.rules().isEmpty() && one.groups().isEmpty() && one.ruleSets().isEmpty()) {
      return true;
    }
    String group = rule.group();
    return one.rules().contains(rule.id())
        || group != null && one.groups().stream().anyMatch(group::equalsIgnoreCase)
        || firewall.ruleSetOf(rule).map(RuleSet::name).filter(one.ruleSets()::contains).isPresent();
  }

  private List<String> targets(Exclusion one, int number) {
    String kind = kind(one);
    boolean header = one.part() == Part.HEADER;
    List<String> targets = new ArrayList<>();
    if (one.operator() == Comparison.EQUALS_ANY) {
      targets.add(kind);
      if (header) {
        HEADERS.forEach(name -> targets.add(kind + ":" + name));
      }
      return targets;
    }
    if (header) {
      HEADERS.stream().filter(name -> fits(one, name)).forEach(n -> targets.add(kind + ":" + n));
    }
    boolean exact = one.operator() == Comparison.EQUALS && one.caseMatters() && !header;
    if (exact && SecText.isName(one.selector())) {
      targets.add(kind + ":" + one.selector());
      if (one.part() == Part.ARGUMENT) {
        targets.add(kind + ":json." + one.selector());
      }
      return targets;
    }
    for (byte octet : one.selector().getBytes(StandardCharsets.UTF_8)) {
      if (octet < ' ') {
        cannot.accept(
            "exclusion %d has the selector \"%s\", of which only ASCII is compared"
                .formatted(number, one.selector()));
        return targets;
      }
    }
    String regex = regex(one);
    targets.add(kind + ":/" + regex + "/");
    guard(one, number, regex);
    return targets;
  }

  private static boolean fits(Exclusion one, String name) {
    String text = name.toLowerCase(Locale.ROOT);
    String selector = one.selector().toLowerCase(Locale.ROOT);
    return switch (one.operator()) {
      case EQUALS -> text.equals(selector);
      case STARTS_WITH -> text.startsWith(selector);
      case ENDS_WITH -> text.endsWith(selector);
      case CONTAINS -> text.contains(selector);
      case EQUALS_ANY -> true;
    };
  }

  private static String regex(Exclusion one) {
    String name = SecText.exactly(one.selector());
    String json = one.part() == Part.ARGUMENT ? "(json[.])?" : "";
    return switch (one.operator()) {
      case EQUALS -> "^" + json + name + "$";
      case STARTS_WITH -> "^" + json + name;
      case ENDS_WITH -> name + "$";
      case CONTAINS, EQUALS_ANY -> name;
    };
  }

  /** Says where the expression spares more than the exclusion does. */
  private void guard(Exclusion one, int number, String regex) {
    String what = "whether exclusion " + number + " spares more than is described";
    String any = "@rx (?i)" + regex;
    for (Part part : Part.values()) {
      String values = values(part);
      if (part != one.part()) {
        rules.unsure(values + ":/" + regex + "/", "@rx " + HARMLESS, what);
        rules.unsure(values + "_NAMES", any + ".*" + HARMLESS, what);
      }
    }
    String own = values(one.part());
    if (one.caseMatters() && one.part() != Part.HEADER) {
      rules.rule(
          own + "_NAMES",
          any,
          "phase:2,pass,log,t:none,chain,msg:'" + FirewallRules.UNSURE + what + "'");
      rules.chained("MATCHED_VARS", "!@rx " + regex, "t:none");
    }
    if (one.of() == Spared.VALUE) {
      rules.rule(
          own + "_NAMES",
          any,
          "phase:2,pass,log,t:none,chain,msg:'" + FirewallRules.UNSURE + what + "'");
      rules.chained("MATCHED_VARS", "@rx " + HARMLESS, "t:none");
    } else {
      rules.unsure(own + ":/" + regex + "/", "@rx " + HARMLESS, what);
    }
  }

  private static String kind(Exclusion one) {
    return values(one.part()) + (one.of() == Spared.VALUE ? "" : "_NAMES");
  }

  private static String values(Part part) {
    return switch (part) {
      case HEADER -> "REQUEST_HEADERS";
      case COOKIE -> "REQUEST_COOKIES";
      case ARGUMENT -> "ARGS";
    };
  }
}
