package dev.plumbline.azure.contract;

import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.rules.AddressPrefixes;
import dev.plumbline.azure.rules.Re2Pattern;
import dev.plumbline.network.Cidr;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a condition of a web application firewall takes every request of one way through a
 * gateway, or as good as every one.
 *
 * <p>Texts are compared with those of requests that anyone sends; what cannot be compared is not
 * taken for narrow. Where the documentation leaves two readings (whether case counts, what is
 * encoded), both are tried.
 *
 * <p>Source: "Custom rules for Web Application Firewall v2 on Azure Application Gateway".
 */
final class Everything {

  /** What a condition takes. */
  enum Share {
    /** Some requests, which can be told from the rest. */
    SOME,
    /** Perhaps all. */
    UNKNOWN,
    /** All, or as good as all. */
    EVERY
  }

  private static final Set<String> BY_SIZE =
      Set.of("lessthan", "lessthanorequal", "greaterthan", "greaterthanorequal");
  private static final Set<String> TRANSFORMS =
      Set.of(
          "lowercase",
          "uppercase",
          "trim",
          "urldecode",
          "urlencode",
          "removenulls",
          "htmlentitydecode");

  /** Variables that every request has. */
  private static final Set<String> ALWAYS = Set.of("remoteaddr", "requestmethod", "requesturi");

  private final SampleRequests requests;

  /** Looks at the requests of one way. */
  Everything(SampleRequests requests) {
    this.requests = requests;
  }

  /** Returns what a condition of a custom rule takes: a variable that takes all is enough. */
  Share of(MatchCondition condition) {
    return condition.matchVariables().stream()
        .map(
            variable ->
                of(
                    variable.variableName(),
                    variable.selector(),
                    condition.operator(),
                    condition.matchValues(),
                    condition.negate(),
                    condition.transforms()))
        .max(Share::compareTo)
        .orElse(Share.UNKNOWN);
  }

  /** Returns what a comparison takes. */
  Share of(
      String variable,
      @Nullable String selector,
      String operator,
      List<String> values,
      boolean negate,
      List<String> transforms) {
    String what = variable.toLowerCase(Locale.ROOT);
    String how = operator.toLowerCase(Locale.ROOT);
    List<List<String>> samples = requests.texts(what, selector == null ? "" : selector);
    if (samples.isEmpty()
        || !transforms.stream().allMatch(t -> TRANSFORMS.contains(t.toLowerCase(Locale.ROOT)))) {
      return Share.UNKNOWN;
    }
    if (how.equals("any")) {
      return negate && isAlwaysThere(what, selector) ? Share.SOME : Share.EVERY;
    }
    if (values.isEmpty()) {
      return Share.UNKNOWN;
    }
    if (how.equals("ipmatch") || what.equals("remoteaddr") && how.startsWith("equal")) {
      return what.equals("remoteaddr") || !negate ? addresses(values, negate) : Share.EVERY;
    }
    if (how.equals("geomatch")) {
      return Share.UNKNOWN;
    }
    if (BY_SIZE.contains(how)) {
      return sizes(how, values, negate);
    }
    try {
      return isAsGoodAsEvery(samples, how, values, negate, transforms) ? Share.EVERY : Share.SOME;
    } catch (IllegalArgumentException e) {
      // An operator, or a pattern, that nothing can be tried with in time.
      return Share.UNKNOWN;
    }
  }

  private static boolean isAsGoodAsEvery(
      List<List<String>> samples,
      String how,
      List<String> values,
      boolean negate,
      List<String> transforms) {
    boolean taken = false;
    for (boolean caseCounts : new boolean[] {true, false}) {
      List<Predicate<String>> comparisons =
          values.stream().map(value -> comparison(how, value, caseCounts)).toList();
      for (UnaryOperator<String> reading : readings(transforms)) {
        Predicate<String> takes =
            text -> comparisons.stream().anyMatch(fits -> fits.test(reading.apply(text))) != negate;
        taken |= samples.stream().anyMatch(group -> group.stream().allMatch(takes));
      }
    }
    return taken;
  }

  private static Predicate<String> comparison(String how, String value, boolean caseCounts) {
    if (how.equals("regex")) {
      Pattern pattern = Re2Pattern.of(value, caseCounts);
      return text -> BoundedText.holds(text, pattern);
    }
    UnaryOperator<String> as = caseCounts ? text -> text : text -> text.toLowerCase(Locale.ROOT);
    String wanted = as.apply(value);
    return switch (how) {
      case "equal", "equals" -> text -> as.apply(text).equals(wanted);
      case "contains" -> text -> as.apply(text).contains(wanted);
      case "beginswith", "startswith" -> text -> as.apply(text).startsWith(wanted);
      case "endswith" -> text -> as.apply(text).endsWith(wanted);
      default -> throw new IllegalArgumentException("unknown operator " + how);
    };
  }

  /** Nothing in the samples is encoded; which signs the platform encodes is not told. */
  private static List<UnaryOperator<String>> readings(List<String> transforms) {
    UnaryOperator<String> plain = text -> text;
    UnaryOperator<String> encoded = text -> text;
    boolean encodes = false;
    for (String transform : transforms) {
      UnaryOperator<String> one =
          switch (transform.toLowerCase(Locale.ROOT)) {
            case "lowercase" -> text -> text.toLowerCase(Locale.ROOT);
            case "uppercase" -> text -> text.toUpperCase(Locale.ROOT);
            case "trim" -> String::strip;
            default -> text -> text;
          };
      UnaryOperator<String> before = plain;
      plain = text -> one.apply(before.apply(text));
      boolean encode = transform.equalsIgnoreCase("UrlEncode");
      encodes |= encode;
      UnaryOperator<String> first = encoded;
      encoded =
          encode
              ? text -> URLEncoder.encode(first.apply(text), StandardCharsets.UTF_8)
              : text -> one.apply(first.apply(text));
    }
    return encodes ? List.of(plain, encoded) : List.of(plain);
  }

  private static boolean isAlwaysThere(String variable, @Nullable String selector) {
    return ALWAYS.contains(variable)
        || variable.startsWith("requestheader") && (selector == null || selector.isEmpty());
  }

  private static Share addresses(List<String> values, boolean negate) {
    if (!values.stream().allMatch(AddressPrefixes::isPrefix)) {
      return Share.UNKNOWN;
    }
    List<Cidr> prefixes = values.stream().map(AddressPrefixes::of).toList();
    return (negate ? CallerShare.leavesMost(prefixes) : CallerShare.isMostOf(prefixes))
        ? Share.EVERY
        : Share.SOME;
  }

  /** Anyone sends a request of any size: one that takes none of them is the only narrow one. */
  private static Share sizes(String how, List<String> values, boolean negate) {
    if (!values.stream().allMatch(value -> value.strip().matches("\\d{1,18}"))) {
      return Share.UNKNOWN;
    }
    List<Long> limits = values.stream().map(value -> Long.parseLong(value.strip())).toList();
    LongPredicate fits =
        size ->
            limits.stream()
                .anyMatch(
                    limit ->
                        switch (how) {
                          case "lessthan" -> size < limit;
                          case "lessthanorequal" -> size <= limit;
                          case "greaterthan" -> size > limit;
                          default -> size >= limit;
                        });
    LongPredicate taken = negate ? fits.negate() : fits;
    List<Long> sizes =
        LongStream.concat(
                LongStream.of(0),
                limits.stream().flatMap(n -> Stream.of(n, n + 1)).mapToLong(n -> n))
            .boxed()
            .toList();
    return sizes.stream().allMatch(taken::test)
        ? Share.EVERY
        : sizes.stream().anyMatch(taken::test) ? Share.UNKNOWN : Share.SOME;
  }
}
