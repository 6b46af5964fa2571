package dev.plumbline.waf.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.waf.engine.Agreement.Counts;
import dev.plumbline.waf.engine.Agreement.Some;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The known rules are found where a real engine finds them, and nowhere else, as far as is aimed
 * at. The whole table is printed by {@link Agreement}.
 */
class AgreementTest {

  /**
   * Rules that do not agree so far yet. Each must go from here as soon as it does: then its test
   * says so.
   */
  private static final Set<Integer> NOT_YET = Set.of();

  private static final Agreement AGREEMENT = Agreement.measured();

  static List<Integer> rules() {
    return Agreement.RULES;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void agrees_with_the_engine_as_far_as_is_aimed_at(int rule) {
    List<Counts> counts =
        KnownRule.of(rule).stream()
            .flatMap(
                known ->
                    Stream.of(Some.ALL, Some.HELD_BACK).map(some -> AGREEMENT.counts(known, some)))
            .toList();
    boolean agrees =
        !counts.isEmpty()
            && counts.stream()
                .allMatch(
                    count ->
                        count.onAttacks() >= Agreement.goalOnAttacks(rule)
                            && count.onBenign() >= Agreement.goalOnBenign(rule));
    assertThat(agrees)
        .as("rule %d: in all requests and in those held back %s", rule, counts)
        .isEqualTo(!NOT_YET.contains(rule));
  }

  @Test
  void every_known_rule_is_measured() {
    assertThat(Agreement.RULES)
        .containsAll(Stream.of(KnownRule.values()).map(KnownRule::id).toList());
  }

  @Test
  void there_are_attacks_and_benign_requests_for_each_rule_also_among_those_held_back() {
    List<MeasuredRequest> all =
        MeasuredRequest.all().stream().filter(MeasuredRequest::seen).toList();
    List<MeasuredRequest> held = all.stream().filter(MeasuredRequest::isHeldBack).toList();
    assertThat(all).hasSize(9379);
    assertThat(held).hasSizeBetween(2200, 2500);
    for (int rule : Agreement.RULES) {
      assertThat(held).filteredOn(request -> request.found().contains(rule)).hasSizeGreaterThan(15);
      assertThat(held)
          .filteredOn(request -> !request.found().contains(rule))
          .hasSizeGreaterThan(15);
    }
  }
}
