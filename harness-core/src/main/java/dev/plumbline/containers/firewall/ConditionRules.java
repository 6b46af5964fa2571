package dev.plumbline.containers.firewall;

import dev.plumbline.containers.plan.CommonPattern;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.CustomRule;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Transform;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Country;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules that find out whether one condition of a custom rule holds, and set a flag if so. */
final class ConditionRules {

  private static final String NUMBER = "@rx ^\\s*[+-]?[0-9]{1,40}\\s*$";

  private final FirewallRules rules;
  private final WebFirewall firewall;
  private final CustomRule rule;
  private final Condition condition;
  private final String flag;
  private final int phase;
  private final Consumer<String> cannot;

  ConditionRules(
      FirewallRules rules,
      WebFirewall firewall,
      CustomRule rule,
      Condition condition,
      String flag,
      int phase,
      Consumer<String> cannot) {
    this.rules = rules;
    this.firewall = firewall;
    this.rule = rule;
    this.condition = condition;
    this.flag = flag;
    this.phase = phase;
    this.cannot = cannot;
  }

  /**
   * Adds them; where the condition holds, the part that fits is kept under a name, if there is one.
   */
  void add(@Nullable String part) {
    String kept = part == null ? "" : ",setvar:'tx." + part + "=%{MATCHED_VAR_NAME}'";
    String set = "setvar:tx." + flag + "=1" + kept;
    for (Variable variable : condition.variables()) {
      if (firewall.readsBodies() || !isOfBody(variable)) {
        add(variable, name(variable), set);
        if (variable.part() == Variable.Part.BODY_ARGUMENTS) {
          // ModSecurity has what is in JSON among all arguments, and not among those of a body.
          add(variable, inJson(variable), set);
          rules.unsure(
              "&ARGS_GET:/^json[.]/",
              "@gt 0",
              "whether custom rule "
                  + number()
                  + " fits: the query has arguments like those of JSON");
        }
      }
    }
  }

  private void add(Variable variable, String name, String set) {
    String named = named(variable);
    String operator = operator();
    switch (condition.operator()) {
      case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST -> {
        rules.rule(name, operator, start() + ",chain" + transforms());
        rules.chained("MATCHED_VARS", NUMBER, "t:none," + set);
      }
      case IN_PREFIX -> {
        rules.rule(name, "@rx ^\\s*([^,\\s]*)", start() + ",capture,chain" + transforms());
        rules.chained("TX:1", operator, "t:none," + set);
        severalHeaders(variable);
      }
      case IN_COUNTRY -> countries(variable, name);
      default -> {
        if (variable.part() == Variable.Part.QUERY) {
          // ModSecurity has an empty query and body where a request has none.
          rules.rule("REQUEST_URI_RAW", "@contains ?", start() + ",t:none,chain");
          rules.chained(name, operator, "t:none" + transforms() + "," + set);
        } else if (variable.part() == Variable.Part.BODY) {
          rules.rule("REQUEST_BODY_LENGTH", "@gt 0", start() + ",t:none,chain");
          rules.chained(name, operator, "t:none" + transforms() + "," + set);
        } else if (named.isEmpty()) {
          rules.rule(name, operator, start() + ",t:none" + transforms() + "," + set);
        } else {
          rules.rule(name, operator, start() + ",t:none,chain" + transforms());
          rules.chained("MATCHED_VARS_NAMES", named, "t:none," + set);
        }
      }
    }
  }

  private static String inJson(Variable variable) {
    String selector = variable.selector();
    return "ARGS:/^json[.]" + (selector == null ? "" : SecText.exactly(selector) + "$") + "/";
  }

  /** Names are selected without regard to case, which counts but for headers. */
  private static String named(Variable variable) {
    String selector = variable.selector();
    return selector == null || variable.part() == Variable.Part.HEADERS
        ? ""
        : "@rx [:.]" + SecText.exactly(selector) + "$";
  }

  /** Returns whether a part is in the body. */
  static boolean isOfBody(Variable variable) {
    return variable.part() == Variable.Part.BODY || variable.part() == Variable.Part.BODY_ARGUMENTS;
  }

  private String start() {
    return "phase:" + phase + ",pass,nolog";
  }

  /** Of several header lines of a name only the last is taken apart. */
  private void severalHeaders(Variable variable) {
    if (variable.part() == Variable.Part.HEADERS) {
      rules.unsure(
          "&" + name(variable),
          "@gt 1",
          "whether custom rule " + number() + " fits: several lines of the header");
    }
  }

  private int number() {
    return FirewallCustomRules.tried(firewall).indexOf(rule);
  }

  /** The longest prefix that an address is in says where it is: it comes last, and counts. */
  private void countries(Variable variable, String name) {
    List<Located> all =
        firewall.countries().stream()
            .flatMap(c -> c.prefixes().stream().map(prefix -> new Located(prefix, c)))
            .sorted(Comparator.comparingInt(located -> located.prefix().length()))
            .toList();
    if (condition.variables().size() > 1) {
      cannot.accept(
          "custom rule \"%s\" asks for the country of several addresses at once"
              .formatted(rule.name()));
    }
    for (Located located : all) {
      boolean wanted = condition.values().contains(located.country().code());
      rules.rule(name, "@rx ^\\s*([^,\\s]*)", start() + ",capture,chain" + transforms());
      rules.chained(
          "TX:1",
          "@ipMatch " + located.prefix(),
          "t:none,setvar:tx." + flag + "=" + (wanted ? 1 : 0));
    }
    rules.unsure(
        "&TX:" + flag,
        "@eq 0",
        "whether custom rule " + number() + " fits: the country is not described");
    severalHeaders(variable);
  }

  private record Located(Cidr prefix, Country country) {}

  private String operator() {
    List<String> values = condition.values();
    return switch (condition.operator()) {
      case ANY -> "@unconditionalMatch";
      case IN_PREFIX -> "@ipMatch " + String.join(",", values);
      case IN_COUNTRY -> "";
      case EQUALS -> "@rx \\A" + SecText.anyOf(values) + "\\z";
      case CONTAINS -> "@rx " + SecText.anyOf(values);
      case STARTS_WITH -> "@rx \\A" + SecText.anyOf(values);
      case ENDS_WITH -> "@rx " + SecText.anyOf(values) + "\\z";
      case LESS_THAN -> "@lt " + extreme(true);
      case AT_MOST -> "@le " + extreme(true);
      case GREATER_THAN -> "@gt " + extreme(false);
      case AT_LEAST -> "@ge " + extreme(false);
      case MATCHES -> "@rx " + SecText.quotable(pattern(values));
    };
  }

  /** Any of several bounds will do: the one that most numbers are within. */
  private long extreme(boolean largest) {
    Stream<Long> numbers = condition.values().stream().map(Long::valueOf);
    long bound =
        numbers.max(largest ? Comparator.naturalOrder() : Comparator.reverseOrder()).orElseThrow();
    if (Math.abs(bound) > Integer.MAX_VALUE) {
      cannot.accept(
          "custom rule \"%s\" compares with %d, and ModSecurity counts to %d"
              .formatted(rule.name(), bound, Integer.MAX_VALUE));
    }
    return bound;
  }

  private String pattern(List<String> values) {
    for (String value : values) {
      CommonPattern.differs(value)
          .ifPresent(
              what ->
                  cannot.accept(
                      "custom rule \"%s\" has the pattern %s, of which %s may mean something else to ModSecurity's regular expressions"
                          .formatted(rule.name(), value, what)));
    }
    // Plain Java: a dot is no line end, and ^ and $ are the ends of the text.
    return values.stream().collect(Collectors.joining(")|(?:", "(?-ms)(?:(?:", "))"));
  }

  private String transforms() {
    return condition.transforms().stream()
        .map(one -> ",t:" + transform(one))
        .collect(Collectors.joining());
  }

  private static String transform(Transform transform) {
    return switch (transform) {
      case LOWERCASE -> "lowercase";
      case UPPERCASE -> "uppercase";
      case TRIM -> "trim";
      case URL_DECODE -> "urlDecode";
      case URL_ENCODE -> "urlEncode";
      case REMOVE_NULLS -> "removeNulls";
      case HTML_ENTITY_DECODE -> "htmlEntityDecode";
    };
  }

  private static String name(Variable variable) {
    return switch (variable.part()) {
      case CLIENT_ADDRESS -> "REMOTE_ADDR";
      case METHOD -> "REQUEST_METHOD";
      case QUERY -> "QUERY_STRING";
      case URI -> "REQUEST_URI_RAW";
      case BODY -> "REQUEST_BODY";
      case HEADERS -> selected("REQUEST_HEADERS", variable, "");
      case COOKIES -> selected("REQUEST_COOKIES", variable, "");
      case BODY_ARGUMENTS -> selected("ARGS_POST", variable, "(json[.])?");
    };
  }

  private static String selected(String collection, Variable variable, String before) {
    String selector = variable.selector();
    return selector == null
        ? collection
        : collection + ":/^" + before + SecText.exactly(selector) + "$/";
  }
}
