package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.ServiceTags;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fate of random flows in compiled networks, and what the pure evaluator says of them. */
class CompiledAgainstRulesTest {

  private static final int TOPOLOGIES = 150;
  private static final int FLOWS_EACH = 40;
  private static final long SEED = 4096;

  private final Random random = new Random(SEED);
  private final RandomTopology topologies = new RandomTopology(random);

  @Test
  void thousands_of_random_flows_have_the_fate_that_the_rules_say() {
    Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
    for (int t = 0; t < TOPOLOGIES; t++) {
      AzureTopology topology = topologies.next();
      Network network = AzureCompiler.compile(topology);
      NetworkRules rules = NetworkRules.of(topology);
      for (int f = 0; f < FLOWS_EACH; f++) {
        Flow flow = flow(topology);
        FlowEvaluation expected =
            rules.explain(
                flow.segment(),
                new FiveTuple(
                    flow.source(),
                    flow.sourcePort(),
                    flow.destination(),
                    flow.port(),
                    IpProtocol.valueOf(flow.protocol().name())));
        Verdict verdict = network.fate(flow);
        seen.merge(expected.outcome(), 1, Integer::sum);
        if (!fate(verdict).equals(said(expected.outcome()))) {
          assertThat(fate(verdict))
              .as("seed %s%n%s%n%s%n%s", SEED, verdict, expected.explain(), topology)
              .isEqualTo(said(expected.outcome()));
        }
      }
    }
    System.out.println("seed " + SEED + ": " + seen);
    assertThat(seen).as("every outcome was seen").hasSize(Outcome.values().length);
  }

  private static String fate(Verdict verdict) {
    return switch (verdict.fate()) {
      // Where nothing listens, or nobody has the address, it was let through all the same.
      case DELIVERED, REJECTED -> "arrives";
      case NO_ROUTE -> verdict.decidedBy().equals("no host") ? "arrives" : "no way";
      case DROPPED -> "dropped";
    };
  }

  private static String said(Outcome outcome) {
    return switch (outcome) {
      case ALLOWED -> "arrives";
      case NO_ROUTE -> "no way";
      case DENIED, ASYMMETRIC -> "dropped";
    };
  }

  private Flow flow(AzureTopology topology) {
    String segment = "internet";
    InetAddress source = IpAddresses.parse("198.51.100.7");
    int kind = random.nextInt(8);
    if (kind == 0) {
      segment = "site";
      source = IpAddresses.parse("192.168.0.9");
    } else if (kind > 1) {
      NetworkInterface nic = any(topology);
      segment = nic.ipConfigurations().get(0).subnet();
      source = RandomTopology.address(nic);
    }
    return new Flow(
        segment,
        source,
        50000,
        destination(topology),
        random.nextBoolean() ? 443 : 80,
        random.nextInt(4) > 0 ? Protocol.TCP : Protocol.UDP);
  }

  private InetAddress destination(AzureTopology topology) {
    return switch (random.nextInt(9)) {
      case 0, 1 -> IpAddresses.parse("203.0.113.10");
      case 2 -> IpAddresses.parse("192.168.0.10");
      case 3 -> ServiceTags.of(topology).address("Storage").orElseThrow();
      case 4 -> IpAddresses.parse("10.77.0.4");
      default -> RandomTopology.address(any(topology));
    };
  }

  private NetworkInterface any(AzureTopology topology) {
    return topology.networkInterfaces().get(random.nextInt(topology.networkInterfaces().size()));
  }
}
