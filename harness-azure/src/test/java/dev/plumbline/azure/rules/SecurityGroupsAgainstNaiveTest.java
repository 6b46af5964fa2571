package dev.plumbline.azure.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationSecurityGroup;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random sets of rules, decided here and by {@link NaiveSecurity}. */
class SecurityGroupsAgainstNaiveTest {

  private static final int RULE_SETS = 100_000;
  private static final int FLOWS_EACH = 2;
  private static final long SEED = 20261121;

  private static final InetAddress NIC = IpAddresses.parse("10.0.0.4");
  private static final List<IpProtocol> PROTOCOLS = List.of(IpProtocol.values());

  @Test
  void a_hundred_thousand_random_rule_sets_are_decided_as_a_naive_evaluator_decides_them() {
    Random random = new Random(SEED);
    RandomRules rules = new RandomRules(random);
    AzureTopology network = network();
    NaiveSecurity naive =
        new NaiveSecurity(
            List.of("10.0.0.0/16", "10.5.0.0/16", "192.168.0.0/16", "168.63.129.16"),
            Map.of(
                "AzureLoadBalancer", List.of("168.63.129.16"),
                "Contoso", List.of("198.51.100.0/25", "203.0.113.0/32")),
            Map.of("members", List.of("10.0.0.4", "10.0.0.5"), "nobody", List.of()));
    int denied = 0;
    for (int set = 0; set < RULE_SETS; set++) {
      List<SecurityRule> own =
          rules.rules(8, List.of("members", "nobody"), List.of(SecurityRuleProtocol.values()));
      SecurityGroups groups =
          SecurityGroups.of(
              network.toBuilder()
                  .networkSecurityGroups(List.of(new NetworkSecurityGroup("nsg", own)))
                  .build());
      for (int i = 0; i < FLOWS_EACH; i++) {
        boolean inbound = random.nextBoolean();
        InetAddress other = rules.somewhere();
        FiveTuple flow =
            inbound ? rules.flow(other, NIC, PROTOCOLS) : rules.flow(NIC, other, PROTOCOLS);
        if (!inbound && other.getHostAddress().equals("168.63.129.16")) {
          continue;
        }
        SecurityEvaluation evaluation =
            inbound ? groups.inbound("a", flow) : groups.outbound("a", flow);
        GroupEvaluation asked = evaluation.decidedBy().orElseThrow();
        String decided = asked.decision().name() + " " + asked.decision().access();
        String expected = naive.decide(own, inbound, flow);
        if (!decided.equals(expected)) {
          assertThat(decided)
              .as("seed %s, rule set %s: %s%n%s", SEED, set, own, evaluation.explain())
              .isEqualTo(expected);
        }
        denied += evaluation.allowed() ? 0 : 1;
      }
    }
    System.out.println(
        "seed " + SEED + ": " + RULE_SETS + " rule sets agreed, " + denied + " flows denied");
    assertThat(denied).as("flows denied: both ways were seen").isBetween(20_000, 180_000);
  }

  private static AzureTopology network() {
    return AzureTopology.builder("random")
        .virtualNetworks(
            List.of(
                RuleCases.network(
                    "vnet",
                    "10.0.0.0/16",
                    List.of(RuleCases.subnet("a", "10.0.0.0/24", "nsg")),
                    "peer"),
                RuleCases.network("peer", "10.5.0.0/16", List.of(), "vnet")))
        .connectedNetworks(List.of(RuleCases.site("site", "192.168.0.0/16", "vnet")))
        .applicationSecurityGroups(
            List.of(
                new ApplicationSecurityGroup("members"), new ApplicationSecurityGroup("nobody")))
        .networkInterfaces(List.of(nic("one", "10.0.0.4"), nic("two", "10.0.0.5")))
        .serviceTags(
            Map.of("Contoso", List.of(Cidr.of("198.51.100.0/25"), Cidr.of("203.0.113.0/32"))))
        .build();
  }

  private static NetworkInterface nic(String name, String address) {
    return new NetworkInterface(
        name,
        null,
        List.of(
            new IpConfiguration("ip", "a", IpAddresses.parse(address), null, List.of("members"))),
        null,
        false,
        List.of(),
        List.of());
  }
}
