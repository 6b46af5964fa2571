package dev.plumbline.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.waf.WafCase.Points;
import dev.plumbline.waf.WafCase.Polarity;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WafPackTest {

  /** The rules that the portal's own documentation says may have to be off. */
  private static final Set<Integer> PORTAL_RULES =
      Set.of(
          920300, 920330, 931130, 942100, 942110, 942180, 942200, 942260, 942340, 942370, 942430,
          942440);

  private static Stream<Integer> rules() {
    return WafPack.rules().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void every_attack_was_found_and_no_near_miss(int rule) {
    WafPack pack = WafPack.of(rule);
    assertThat(pack.attacks()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(pack.nearMisses()).hasSizeGreaterThanOrEqualTo(12);
    assertThat(pack.attacks()).allMatch(one -> measured(one).contains(rule));
    assertThat(pack.nearMisses()).noneMatch(one -> measured(one).contains(rule));
    assertThat(pack.cases()).allMatch(one -> one.rule() == rule && !one.about().isBlank());
  }

  @Test
  void near_misses_are_harmless_for_all_rules_but_a_few() {
    List<WafCase> stopped =
        rules()
            .flatMap(rule -> WafPack.of(rule).nearMisses().stream())
            .filter(one -> one.score(2) >= 5)
            .toList();
    assertThat(stopped).hasSizeLessThan(6);
  }

  @Test
  void ids_and_requests_are_all_different() {
    Set<String> ids = new HashSet<>();
    Set<String> requests = new HashSet<>();
    Stream.concat(rules().map(WafPack::of), Stream.of(WafPack.portal()))
        .flatMap(pack -> pack.cases().stream())
        .forEach(
            one -> {
              assertThat(ids.add(one.id())).as(one.id()).isTrue();
              assertThat(
                      requests.add(
                          one.rule()
                              + new String(
                                  one.request().bytes("h", ""), StandardCharsets.ISO_8859_1)))
                  .as(one.toString())
                  .isTrue();
            });
  }

  @Test
  void nothing_else_stops_the_portal_once_the_rules_it_names_are_off() {
    WafPack portal = WafPack.portal();
    assertThat(portal.cases()).hasSizeGreaterThanOrEqualTo(20);
    for (WafCase one : portal.cases()) {
      assertThat(one.polarity()).isEqualTo(Polarity.BENIGN);
      assertThat(one.rule()).isZero();
      int others =
          one.measured().stream()
              .filter(points -> points.paranoia() <= 2 && !PORTAL_RULES.contains(points.rule()))
              .mapToInt(Points::points)
              .sum();
      assertThat(others).as(one.toString()).isLessThan(5);
    }
    assertThat(portal.cases()).anyMatch(one -> one.score(2) >= 5);
  }

  /** Microsoft Learn, "Integrate API Management in an internal VNET with Application Gateway". */
  @ParameterizedTest
  @CsvSource({
    "openapi, 942200",
    "published, 942200 942260 942370 942430 942440",
    "administrative, 920300 920330 931130 942100 942110 942180 942200 942260 942340 942370"
  })
  void the_portal_has_traffic_for_each_rule_that_is_known_to_break_it(String mode, String rules) {
    Set<Integer> found = new HashSet<>();
    WafPack.portal().cases().stream()
        .filter(one -> one.about().startsWith(mode + ": "))
        .forEach(one -> found.addAll(measured(one)));
    assertThat(found).containsAll(Stream.of(rules.split(" ")).map(Integer::valueOf).toList());
  }

  @Test
  void names_the_known_rules_when_there_is_no_pack() {
    assertThatThrownBy(() -> WafPack.of(942201))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("942201", "920300", "did you mean \"942200\"");
  }

  @Test
  void refuses_a_pack_with_what_it_does_not_know() {
    String text =
        """
        rule: 942200
        title: t
        attacks:
          - about: a
            path: /x
            qeury: {q: a}
            found: 942200 PL5 5
          - path: /y
            form: [a]
        """;
    assertThatThrownBy(() -> WafPackReader.read(Source.of("p.yaml", text)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContainingAll(
            "p.yaml:6:",
            "there is no key \"qeury\"",
            "did you mean \"query\"",
            "p.yaml:7:",
            "not of the form",
            "the key \"about\" is missing",
            "attacks[1].form: found a list");
  }

  private static Set<Integer> measured(WafCase one) {
    return new HashSet<>(one.measured().stream().map(Points::rule).toList());
  }
}
