package dev.plumbline.contract;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.DynamicNetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;

/** The tests of one place. */
final class FirewallTests {

  private final WebFirewallContract contract;
  private final Lab lab;
  private final GuardedPlace place;
  private final Requirements required;
  private final List<DynamicNode> tests = new ArrayList<>();

  FirewallTests(WebFirewallContract contract, Lab lab, GuardedPlace place) {
    this.contract = contract;
    this.lab = lab;
    this.place = place;
    required = Requirements.of(contract, place.url());
  }

  DynamicNode node() {
    if (place.isDescribed()) {
      new FirewallSettings(contract, place, required).addTo(lab, tests);
    }
    List<String> vantages = contract.vantages(lab, place.url());
    if (vantages.isEmpty()) {
      tests.add(
          DynamicNetworkTest.of(
              "attacks are sent",
              lab,
              any -> {
                throw new AssertionError(
                    "Nobody looks at "
                        + place.url()
                        + ": environment "
                        + any.environment().name()
                        + " has no vantage in the internet, or for a private address none elsewhere."
                        + " Add one under vantages, with its segment, or name others by"
                        + " vantages(lab, url).");
              }));
    }
    vantages.forEach(this::traffic);
    return DynamicContainer.dynamicContainer("firewall at " + place.url(), tests);
  }

  private void traffic(String vantage) {
    for (int rule : WafPack.rules()) {
      WafPack pack = WafPack.of(rule);
      if (required.isOn(rule)) {
        sent(
            vantage,
            "rule " + rule + ": attacks are blocked, near misses are not taken for them",
            pack.cases(),
            required::expected,
            place);
      } else {
        sent(
            vantage,
            "rule " + rule + " is off on purpose: it is not found",
            pack.attacks(),
            required::expected,
            place);
      }
    }
    sent(
        vantage,
        "attacks at the end of long bodies are blocked",
        BodyCases.longOnes(required),
        FirewallTests::blocked,
        place,
        FirewallSetting.BODY_LIMITS,
        FirewallSetting.BODIES);
    sent(
        vantage,
        "what cannot be read of a body is blocked",
        List.of(BodyCases.broken()),
        FirewallTests::blocked,
        place,
        FirewallSetting.BODY_ERRORS,
        FirewallSetting.BODIES);
    portal(vantage);
    for (GuardedPlace other : place.more()) {
      sent(
          vantage,
          "an attack of each rule is blocked at " + other.url(),
          WafPack.rules().stream()
              .filter(required::isOn)
              .map(rule -> WafPack.of(rule).attacks().get(0))
              .toList(),
          required::expected,
          other);
    }
  }

  private static WafExpectation blocked(WafCase one) {
    return new WafExpectation(EnumSet.of(WafVerdict.BLOCKED), Finding.EITHER, one.about());
  }

  /** What is stopped by rules that must be on cannot be asked to pass; it is told how much. */
  private void portal(String vantage) {
    List<WafCase> all = WafPack.portal().cases();
    List<WafCase> passing = all.stream().filter(required::mayNotStop).toList();
    int stopped = all.size() - passing.size();
    sent(
        vantage,
        "the traffic of an API portal passes"
            + (stopped == 0
                ? ""
                : ", but for " + stopped + " of " + all.size() + " requests that its rules stop"),
        passing,
        required::expected,
        place);
  }

  private void sent(
      String vantage,
      String title,
      List<WafCase> cases,
      Function<WafCase, WafExpectation> expected,
      GuardedPlace to,
      FirewallSetting... ofBodies) {
    List<WafCase> here = cases.stream().map(to::here).toList();
    Suspects suspects = new Suspects(contract, required, here, expected, List.of(ofBodies));
    tests.add(
        DynamicNetworkTest.of(
            title + " (from " + vantage + ")",
            lab,
            own ->
                assertThat(own.vantage(vantage).firewall(to.base()))
                    .wafVerdicts(here, expected, suspects::of)));
  }
}
