package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import dev.plumbline.waf.WafRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What web application firewalls do with requests. */
@NotOn(value = Arm.LIVE, because = "ModSecurity is no part of nginx there")
interface FirewallsContract extends OnLab {

  /** Returns the rules that there are cases for. */
  static Stream<Integer> rules() {
    return WafPack.rules().stream();
  }

  private static List<WafObservation> sent(Vantage from, String site, WafCase... cases) {
    return from.firewall("http://" + site + ".contract.test").send(List.of(cases));
  }

  private static WafRequest request(
      String method, String target, List<Header> headers, String body) {
    List<Header> all = new ArrayList<>(headers);
    all.add(new Header("Accept", "*/*"));
    if (!body.isEmpty()) {
      all.add(new Header("Content-Length", String.valueOf(body.length())));
    }
    return WafRequest.of(method, target, all, body.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns a request with an argument that rule 942100 is found in. */
  private static WafCase injection(
      String method, String target, List<Header> headers, String body) {
    return new WafCase(
        "injection",
        942100,
        Polarity.ATTACK,
        request(method, target, headers, body),
        "the contract",
        "");
  }

  /** The argument of {@link #injection}: {@code 1' OR '1'='1}. */
  String INJECTED = "1%27%20OR%20%271%27=%271";

  /** Returns a case in which a rule is found, or one that has none of the rules in it. */
  private static WafCase one(int rule, Polarity polarity) {
    return WafPack.of(rule).of(polarity).stream()
        .filter(
            one ->
                polarity == Polarity.ATTACK
                    || one.measured().stream()
                        .noneMatch(points -> WafPack.rules().contains(points.rule())))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "rule {0}: an attack is blocked with proof, and a near miss passes")
  @MethodSource("rules")
  default void a_rule_tells_attacks_from_near_misses(int rule) {
    List<WafObservation> seen =
        sent(workload(), "shield", one(rule, Polarity.ATTACK), one(rule, Polarity.NEAR_MISS));
    assertThat(seen.get(0)).isBlockedBecauseOf(rule);
    assertThat(seen.get(1)).passes();
  }

  @Test
  default void a_firewall_that_only_logs_lets_pass_what_it_finds() {
    WafObservation seen = sent(workload(), "logs", one(942100, Polarity.ATTACK)).get(0);
    assertThat(seen).isOnlyLogged().hasFoundRule(942100);
  }

  @Test
  default void a_rule_that_is_off_is_not_found() {
    WafCase case_ =
        WafPack.of(942200).attacks().stream()
            .filter(
                one ->
                    one.measured().stream()
                        .map(WafCase.Points::rule)
                        .filter(WafPack.rules()::contains)
                        .allMatch(id -> id == 942200))
            .findFirst()
            .orElseThrow();
    assertThat(sent(workload(), "shield", case_).get(0)).isBlockedBecauseOf(942200);
    assertThat(sent(workload(), "without", case_).get(0)).passes();
  }

  @Test
  default void an_exclusion_spares_the_argument_it_names_and_no_other() {
    assertThat(
            sent(workload(), "sparing", injection("GET", "/?q=" + INJECTED, List.of(), "")).get(0))
        .passes();
    assertThat(
            sent(workload(), "sparing", injection("GET", "/?p=" + INJECTED, List.of(), "")).get(0))
        .isBlockedBecauseOf(942100);
  }

  @Test
  default void a_custom_rule_blocks_what_its_condition_holds_of() {
    List<Header> robot = List.of(new Header("X-Robot", "yes"));
    WafCase harmless =
        new WafCase(
            "robot", 0, Polarity.BENIGN, request("GET", "/", robot, ""), "the contract", "");
    assertThat(sent(workload(), "own-rules", harmless).get(0)).isBlocked();
    assertThat(sent(workload(), "shield", harmless).get(0)).passes();
  }

  @Test
  default void a_custom_rule_lets_by_what_others_would_block() {
    WafCase attack = injection("GET", "/?q=" + INJECTED, List.of(), "");
    assertThat(sent(workload(), "own-rules", attack).get(0)).isBlockedBecauseOf(942100);
    assertThat(sent(edge(), "own-rules", attack).get(0)).isNotBlocked();
  }

  @Test
  default void a_score_below_the_threshold_does_not_block() {
    WafCase attack = one(942100, Polarity.ATTACK);
    assertThat(sent(workload(), "lenient", attack).get(0)).isNotBlocked().hasFoundRule(942100);
  }

  @Test
  default void bodies_are_looked_at_where_the_firewall_is_to() {
    WafCase form =
        injection(
            "POST",
            "/",
            List.of(new Header("Content-Type", "application/x-www-form-urlencoded")),
            "p=" + INJECTED);
    assertThat(sent(workload(), "shield", form).get(0)).isBlockedBecauseOf(942100);
    assertThat(sent(workload(), "bodiless", form).get(0)).passes();
  }

  @Test
  default void a_firewall_that_is_off_looks_at_nothing() {
    assertThat(workload().get("http://off.contract.test/?q=" + INJECTED))
        .hasStatus(200)
        .hasJson("/target", "/?q=" + INJECTED);
  }
}
