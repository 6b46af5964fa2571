package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.rules.AddressPrefixes;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether a condition of a web application firewall takes every request, or as good as every one:
 * tried with requests of callers in all parts of the internet, to paths that nobody has.
 */
final class Everything {

  /** No owner of addresses has more of them than a prefix of this length. */
  private static final int WIDEST = 8;

  private static final List<String> PATHS = List.of("/", "/q7x", "/w/z3k/9?k=v");
  private static final List<String> METHODS = List.of("GET", "POST");
  private static final List<String> TEXTS = List.of("", "q7x");

  private Everything() {}

  /** Returns whether a condition of a custom rule takes every request. */
  static boolean isTaken(MatchCondition condition) {
    return condition.matchVariables().stream()
        .anyMatch(
            variable ->
                isTaken(
                    variable.variableName(),
                    condition.operator(),
                    condition.matchValues(),
                    condition.negate()));
  }

  /** Returns whether a comparison takes every request. */
  static boolean isTaken(String variable, String operator, List<String> values, boolean negate) {
    String how = operator.toLowerCase(Locale.ROOT);
    if (how.equals("any")) {
      return !negate;
    }
    if (how.equals("ipmatch")) {
      return isEveryCaller(values, negate);
    }
    List<String> samples =
        switch (variable.toLowerCase(Locale.ROOT)) {
          case "requesturi" -> PATHS;
          case "requestmethod" -> METHODS;
          default -> TEXTS;
        };
    Predicate<String> fits = text -> values.stream().anyMatch(v -> fits(how, text, v));
    return negate ? samples.stream().noneMatch(fits) : samples.stream().allMatch(fits);
  }

  private static boolean isEveryCaller(List<String> values, boolean negate) {
    List<Cidr> prefixes =
        values.stream().filter(AddressPrefixes::isPrefix).map(AddressPrefixes::of).toList();
    List<InetAddress> callers =
        ApiManagementSecurityRules.CLIENTS.stream().map(IpAddresses::parse).toList();
    long within =
        callers.stream().filter(c -> prefixes.stream().anyMatch(p -> p.contains(c))).count();
    return negate
        ? within < callers.size() / 2
        : within == callers.size() || prefixes.stream().anyMatch(p -> p.length() < WIDEST);
  }

  private static boolean fits(String operator, String text, String value) {
    return switch (operator) {
      case "equal", "equals" -> text.equals(value);
      case "contains" -> text.contains(value);
      case "beginswith", "startswith" -> text.startsWith(value);
      case "endswith" -> text.endsWith(value);
      case "regex" -> finds(value, text);
      default -> false;
    };
  }

  /** The platform's dialect is RE2: what only another one knows, it refuses. */
  private static boolean finds(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
