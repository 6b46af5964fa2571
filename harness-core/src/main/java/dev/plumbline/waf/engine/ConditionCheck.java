package dev.plumbline.waf.engine;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.CustomRule.Condition;
import dev.plumbline.network.CustomRule.Operator;
import dev.plumbline.network.CustomRule.Variable;
import dev.plumbline.waf.engine.RequestTexts.Named;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether a condition of a custom rule holds for a request. */
final class ConditionCheck {

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}");

  private final Condition condition;
  private final Countries countries;
  private final List<Pattern> patterns;
  private final List<Cidr> prefixes;
  private final List<BigInteger> numbers;

  ConditionCheck(Condition condition, Countries countries) {
    this.condition = condition;
    this.countries = countries;
    List<String> values = condition.values();
    this.patterns =
        condition.operator() == Operator.MATCHES
            ? values.stream().map(Pattern::compile).toList()
            : List.of();
    this.prefixes =
        condition.operator() == Operator.IN_PREFIX
            ? values.stream().map(Cidr::of).toList()
            : List.of();
    this.numbers =
        switch (condition.operator()) {
          case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST ->
              values.stream().map(BigInteger::new).toList();
          default -> List.of();
        };
  }

  /**
   * What a condition comes to.
   *
   * @param holds whether it holds; null where that cannot be decided
   * @param part the part that decided, as logs call it; of one that holds since nothing fits, the
   *     first that was looked at
   * @param data that part's text; of what cannot be decided, why
   */
  record Outcome(@Nullable Boolean holds, String part, String data) {}

  /** Returns whether it looks at the body. */
  boolean readsBody() {
    return condition.variables().stream()
        .anyMatch(
            variable ->
                variable.part() == Variable.Part.BODY
                    || variable.part() == Variable.Part.BODY_ARGUMENTS);
  }

  Outcome check(RequestTexts texts) {
    Outcome first = null;
    Outcome undecided = null;
    for (Variable variable : condition.variables()) {
      for (Named text : texts.of(variable)) {
        String label = RequestTexts.label(variable.part(), text.name());
        String said = RequestTexts.readable(Transforms.apply(condition.transforms(), text.text()));
        Outcome outcome = compare(label, said);
        if (Boolean.TRUE.equals(outcome.holds())) {
          return condition.negated() ? new Outcome(false, label, said) : outcome;
        }
        first = first == null ? outcome : first;
        undecided = undecided == null && outcome.holds() == null ? outcome : undecided;
      }
    }
    if (undecided != null) {
      return undecided;
    }
    if (first == null) {
      Variable variable = condition.variables().get(0);
      String selector = variable.selector();
      first =
          new Outcome(
              false, RequestTexts.label(variable.part(), selector == null ? "" : selector), "");
    }
    return new Outcome(condition.negated(), first.part(), first.data());
  }

  private Outcome compare(String label, String said) {
    return switch (condition.operator()) {
      case IN_COUNTRY -> inCountry(label, said);
      case MATCHES -> matches(label, said);
      default -> new Outcome(fits(said), label, said);
    };
  }

  private boolean fits(String said) {
    return switch (condition.operator()) {
      case ANY -> true;
      case IN_PREFIX -> {
        Optional<InetAddress> address = Countries.address(said);
        yield address.isPresent()
            && prefixes.stream().anyMatch(prefix -> prefix.contains(address.get()));
      }
      case EQUALS -> condition.values().contains(said);
      case CONTAINS -> condition.values().stream().anyMatch(said::contains);
      case STARTS_WITH -> condition.values().stream().anyMatch(said::startsWith);
      case ENDS_WITH -> condition.values().stream().anyMatch(said::endsWith);
      case LESS_THAN, GREATER_THAN, AT_MOST, AT_LEAST -> {
        String number = said.strip();
        yield NUMBER.matcher(number).matches()
            && numbers.stream().anyMatch(value -> compares(new BigInteger(number), value));
      }
      case IN_COUNTRY, MATCHES ->
          throw new IllegalStateException(condition.operator() + " may not come to an end");
    };
  }

  private boolean compares(BigInteger number, BigInteger value) {
    int order = number.compareTo(value);
    return switch (condition.operator()) {
      case LESS_THAN -> order < 0;
      case GREATER_THAN -> order > 0;
      case AT_MOST -> order <= 0;
      default -> order >= 0;
    };
  }

  private Outcome inCountry(String label, String said) {
    Optional<InetAddress> address = Countries.address(said);
    if (address.isEmpty()) {
      return new Outcome(false, label, said);
    }
    Optional<String> code = countries.of(address.get());
    return code.isEmpty()
        ? new Outcome(
            null,
            label,
            "in which country %s is, is not described".formatted(address.get().getHostAddress()))
        : new Outcome(condition.values().contains(code.get()), label, said);
  }

  private Outcome matches(String label, String said) {
    Outcome undecided = null;
    for (Pattern pattern : patterns) {
      switch (BoundedText.search(pattern, said)) {
        case FOUND -> {
          return new Outcome(true, label, said);
        }
        case NO_END ->
            undecided =
                new Outcome(
                    null,
                    label,
                    "pattern %s takes too many steps on %d characters of %s"
                        .formatted(pattern.pattern(), said.length(), label));
        case NOT_FOUND -> {
          // the next one may be
        }
      }
    }
    return undecided == null ? new Outcome(false, label, said) : undecided;
  }
}
