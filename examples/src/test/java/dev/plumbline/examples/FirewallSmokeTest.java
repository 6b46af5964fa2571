package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The firewall is at work after a deployment: one attack is blocked and the portal works, wherever
 * the call comes from. {@link FirewallTest} looks at every rule.
 */
@Tag("smoke")
@NetworkTest("contoso")
class FirewallSmokeTest {

  private static final String API = "https://api.contoso.net/external/echo";
  private static final String PORTAL = "https://portal.contoso.net";

  /** The gateway's public address: private names lead past the gateway, to the service. */
  private static final String GATEWAY = "203.0.113.10";

  private static final WafCase SQL_INJECTION = WafPack.of(942100).attacks().get(0);
  private static final WafCase PORTAL_PAGE = WafPack.portal().cases().get(0);

  @Test
  void an_attack_from_the_internet_is_blocked(@From("internet") Vantage outside) {
    assertThat(outside.send(SQL_INJECTION.to(API))).isBlockedBecauseOf(942100);
  }

  @Test
  void an_attack_from_inside_is_blocked_as_well(@From("workload-subnet") Vantage inside) {
    assertThat(inside.send(SQL_INJECTION.to(API).connectTo(GATEWAY, 443)))
        .isBlockedBecauseOf(942100);
  }

  @Test
  void the_portal_is_spared(
      @From("internet") Vantage outside, @From("workload-subnet") Vantage inside) {
    assertThat(outside.send(PORTAL_PAGE.to(PORTAL))).passes();
    assertThat(inside.send(PORTAL_PAGE.to(PORTAL).connectTo(GATEWAY, 443))).passes();
  }
}
