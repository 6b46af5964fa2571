package dev.plumbline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.drill.Drill;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Would the suite notice a mistake in the network? What it need not notice has its reason. */
class DrillTest {

  private static final String EVERY_PATH =
      "the portal answers every path, so that the probe is as good as before";
  private static final String DEFAULT_RULE =
      "the default rule AllowAzureLoadBalancerInBound lets the load balancer in as well";
  private static final String PRIVATE_PORT =
      "no public address has port 6390, and the virtual network may reach it by a default rule";
  private static final String PLATFORM =
      "only the platform speaks at the management port; it knows TLS 1.3, and one name alone";

  @Test
  void the_suite_notices_mistakes_with_names_gateway_and_ways() {
    assertThat(
            Drill.of("contoso")
                .running(
                    NameResolutionTest.class,
                    HostNamesTest.class,
                    HealthProbesTest.class,
                    ExposedApisTest.class,
                    ReachabilityTest.class,
                    CertificatesTest.class,
                    EndpointsTest.class,
                    DependenciesTest.class)
                .tagged("dns", "tls", "gateway", "rules", "routing", "access"))
        .noticesEverythingExcept(
            Map.of(
                "probe-wrong-path: probe apim-portal-probe of contoso-gateway",
                EVERY_PATH,
                "allow-rule-missing: rule AllowInfrastructureLoadBalancer of apim-nsg",
                DEFAULT_RULE,
                "rule-port-wrong: rule AllowInfrastructureLoadBalancer of apim-nsg",
                DEFAULT_RULE,
                "rule-source-too-wide: rule AllowInfrastructureLoadBalancer of apim-nsg",
                PRIVATE_PORT,
                "clients-with-tls-1.2-shut-out: port 3443 of host contosointernalvnet",
                PLATFORM,
                "listener-without-sni: port 3443 of host contosointernalvnet",
                PLATFORM));
  }

  @Test
  void the_suite_notices_mistakes_with_the_firewall() {
    // Thousands of requests keep the processors busy, and more at a time would be too late.
    assertThat(Drill.of("contoso").running(FirewallTest.class).tagged("firewall").atATime(2))
        .noticesEverything();
  }
}
