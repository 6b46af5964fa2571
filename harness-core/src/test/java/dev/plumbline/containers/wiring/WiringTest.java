package dev.plumbline.containers.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's routes and filters decide as the description says. */
class WiringTest {

  private static final List<InetAddress> OTHERS =
      Stream.of("10.0.0.9", "10.0.1.9", "10.77.1.9", "192.0.2.9").map(IpAddresses::parse).toList();

  private static Plan plan(Site site) {
    PlanBuilder builder = new PlanBuilder(site.network().name(), "/nowhere");
    new Wiring(site).addTo(builder);
    return builder.build();
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "1, 4", "2, 5"})
  void connections_meet_the_fate_that_the_description_says(int level, long seed) {
    Site site = RandomSite.of(seed, level);
    Random random = new Random(seed);
    List<Trial.Step> steps = new ArrayList<>();
    steps.add(new Trial.Step(Set.of(), Map.of()));
    Set<Fault> faults = Set.of(RandomSite.fault(site, random));
    steps.add(new Trial.Step(faults, new FaultRules(site).scripts(faults)));
    Trial trial = new Trial(site).everything(List.of(53, 80, 443), OTHERS);

    assertThat(trial.differences(plan(site), steps)).isEmpty();
  }

  @Test
  void says_what_it_cannot_do() {
    Network network =
        Network.builder("slow")
            .segment("a", "10.0.0.0/24")
            .segment("b", "10.0.1.0/24")
            .link("a", "b", java.time.Duration.ofMillis(20))
            .fault(Fault.halfOpen("b"))
            .build();

    assertThatThrownBy(() -> plan(Site.of(network, Map.of())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("link \"a\" -> \"b\": latency PT0.02S")
        .hasMessageContaining("fault HALF_OPEN to b");
  }

  @Test
  void says_which_vantages_have_the_address_of_a_host_elsewhere() {
    Network network =
        Network.builder("shared")
            .segment("a", "10.0.0.0/24")
            .internet()
            .host("h", "a", "10.0.0.4", h -> h.publicAddresses("203.0.113.4"))
            .build();
    Environment environment =
        Environment.builder("shared")
            .vantage("outside", v -> v.segment("internet").address("203.0.113.4"))
            .vantage("there", v -> v.segment("a").address("10.0.0.4"))
            .build();

    assertThatThrownBy(() -> plan(Site.of(network, environment.vantages())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(
            "\n  - vantage \"outside\" in segment \"internet\": its address 203.0.113.4 is one of host \"h\" in segment \"a\"\n")
        .hasMessageNotContaining("there");
  }
}
