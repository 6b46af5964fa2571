package dev.plumbline.azure.contract;

import dev.plumbline.azure.contract.Everything.Share;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.CustomRule;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.ExceptionEntry;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchCondition;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.MatchVariable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What lets some past a firewall one by one, and everyone together: such as a custom rule for each
 * API. What compares the same in the same manner is taken together.
 */
final class SharedOut {

  private SharedOut() {}

  /**
   * Returns custom rules of one condition each that let everyone pass together, and none alone.
   *
   * @param rules rules that let pass
   */
  static List<String> rules(List<CustomRule> rules, Everything everything) {
    return together(
            rules.stream()
                .filter(rule -> rule.matchConditions().size() == 1)
                .filter(rule -> !rule.matchConditions().get(0).negate())
                .toList(),
            rule -> rule.matchConditions().get(0),
            everything)
        .stream()
        .map(all -> "custom rules " + names(all, CustomRule::name) + " together")
        .toList();
  }

  /**
   * Returns exceptions of the same scope that let everyone pass together, and none alone.
   *
   * @param exceptions exceptions of a wide scope
   */
  static List<String> exceptions(List<ExceptionEntry> exceptions, Everything everything) {
    return exceptions.stream()
        .collect(
            Collectors.groupingBy(
                ExceptionEntry::exceptionManagedRuleSets, LinkedHashMap::new, Collectors.toList()))
        .values()
        .stream()
        .flatMap(all -> together(all, SharedOut::condition, everything).stream())
        .map(
            all ->
                "exceptions "
                    + all.get(0).matchVariable()
                    + " "
                    + all.get(0).valueMatchOperator()
                    + " "
                    + names(all, one -> String.join(", ", one.values()))
                    + " together")
        .toList();
  }

  /** Returns what an exception compares. */
  static MatchCondition condition(ExceptionEntry exception) {
    return new MatchCondition(
        List.of(new MatchVariable(exception.matchVariable(), exception.selector())),
        exception.valueMatchOperator(),
        false,
        exception.values(),
        List.of());
  }

  private static <T> List<List<T>> together(
      List<T> all, Function<T, MatchCondition> condition, Everything everything) {
    Map<MatchCondition, List<T>> alike =
        all.stream()
            .filter(one -> everything.of(condition.apply(one)) == Share.SOME)
            .collect(
                Collectors.groupingBy(
                    one -> with(condition.apply(one), List.of()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return alike.entrySet().stream()
        .filter(
            group ->
                everything.of(
                        with(
                            group.getKey(),
                            group.getValue().stream()
                                .map(condition)
                                .map(MatchCondition::matchValues)
                                .flatMap(Collection::stream)
                                .toList()))
                    == Share.EVERY)
        .map(Map.Entry::getValue)
        .toList();
  }

  private static MatchCondition with(MatchCondition condition, List<String> values) {
    return new MatchCondition(
        condition.matchVariables(),
        condition.operator(),
        condition.negate(),
        values,
        condition.transforms());
  }

  private static <T> String names(List<T> all, Function<T, String> name) {
    return all.stream().map(name).collect(Collectors.joining(", "));
  }
}
