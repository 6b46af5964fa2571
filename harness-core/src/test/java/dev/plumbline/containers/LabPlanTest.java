package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What real servers cannot be made to do is refused by name, all of it at once. */
class LabPlanTest {

  @Test
  void all_that_cannot_be_realised_is_named() {
    Network network =
        Network.builder("odd")
            .segment("a", "10.1.0.0/24", "fd00::/64")
            .segment("b", "10.2.0.0/24")
            .link("a", "b", Duration.ofMillis(5))
            .host(
                "balancer",
                "a",
                "10.1.0.9",
                host ->
                    host.addresses("10.1.0.9", "fd00::9")
                        .balance("both", 80, "10.1.0.4:80", "[fd00::4]:80"))
            .build();

    assertThatThrownBy(() -> LabPlan.of(Site.of(network, Map.of()), "/plumbline"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("network \"odd\" cannot be realised in containers")
        .hasMessageContaining("link \"a\" -> \"b\": latency PT0.005S")
        .hasMessageContaining(
            "host \"balancer\": balance \"both\" has members of both address families");
  }
}
