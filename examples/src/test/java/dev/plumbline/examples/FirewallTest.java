package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.contract.WebApplicationFirewallContract;
import dev.plumbline.environment.Ground;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.junit.OnGround;
import dev.plumbline.junit.WafCases;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The firewall in front of the APIs and the developer portal: attacks are blocked, the portal
 * works. In containers the firewall is ModSecurity with the OWASP Core Rule Set. Thousands of
 * attacks are nothing for a network in use: there {@link FirewallSmokeTest} sends a few.
 */
@NetworkTest("contoso")
@OnGround({Ground.SIMULATED, Ground.CONTAINERS})
class FirewallTest implements WebApplicationFirewallContract {

  private static final String API = "https://api.contoso.net/external";
  private static final String PORTAL = "https://portal.contoso.net";

  @ParameterizedTest
  @WafCases(rule = 942100, polarity = Polarity.ATTACK)
  void sql_injection_is_blocked(WafCase attack, @From("internet") Vantage outside) {
    assertThat(outside.send(attack.to(API))).isBlockedBecauseOf(942100);
  }

  @Test
  void openapi_specifications_are_downloaded_from_the_portal(@From("internet") Vantage outside) {
    WafCase[] exports =
        WafPack.portal().cases().stream()
            .filter(one -> one.about().startsWith("openapi:"))
            .toArray(WafCase[]::new);
    assertThat(outside.firewall(PORTAL)).allows(exports);
  }

  @Test
  void the_firewall_prevents_and_spares_nothing(Lab lab) {
    assertThat(lab.firewall(API)).isInPreventionMode().hasNoBroaderExclusionThan();
  }

  /** What is off on purpose: it breaks the download of OpenAPI specifications from the portal. */
  @Override
  public Set<Integer> disabledRules(String url) {
    return Set.of(942200);
  }
}
