package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.model.ApiManagementService;
import dev.plumbline.environment.Environments;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What counts as the private virtual IP on the ground live: answers are those of a simulated
 * network, since no deployed one is at hand.
 */
class VirtualIPTest {

  private static final String GATEWAY = "contosointernalvnet.azure-api.net";
  private static final String SCM = "contosointernalvnet.scm.azure-api.net";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, written {1}: {2}, {3}")
  @CsvSource({
    // What the platform gave is known from the gateway's name: an address of the subnet.
    "'10.1.0.9', false, holds, fails",
    "'10.1.0.5', false, holds, holds",
    "'10.1.2.9', false, fails, fails",
    "'10.1.0.32', false, fails, fails",
    "'10.1.0.5, 10.1.0.9', false, fails, fails",
    // What is written counts, and nothing else of the subnet.
    "'10.1.0.5', true, holds, holds",
    "'10.1.0.9', true, fails, holds",
  })
  void is_the_one_address_of_the_subnet_that_the_gateway_leads_to_unless_it_is_written(
      String gateway, boolean written, String ofGateway, String ofScm) {
    String records =
        Stream.of(gateway.split(", "))
            .map(address -> "        - contosointernalvnet A " + address + "\n")
            .collect(Collectors.joining());
    ContractRun network =
        new ContractRun(folder, "internal.yaml")
            .with("        - contosointernalvnet A 10.1.0.5\n", records)
            .vantage("workload-subnet", "10.1.0.5:443");
    if (!written) {
      network.with("      privateIPAddress: 10.1.0.5\n", "");
    }
    String simulated = network.write("simulated").toString();
    String live = network.live().write("live").toString();

    try (Lab deployed = Lab.open(Environments.load(live));
        Lab answering = Lab.open(Environments.load(simulated))) {
      Subject subject = Subject.of(deployed);
      ApiManagementService service = subject.topology().apiManagement().get(0);
      VirtualIP vip = VirtualIP.of(subject, service, subject.subnet(service));
      Vantage inside = answering.vantage("workload-subnet");

      check(ofGateway, () -> vip.check(inside, GATEWAY));
      check(ofScm, () -> vip.check(inside, SCM));
    }
  }

  @ParameterizedTest(name = "passed on to {0}, written {1}: {2}")
  @CsvSource({
    // Which of the subnet it is nobody knows: the one that the platform would give, or another.
    "10.20.1.6, false, is not known",
    "10.20.1.9, false, is not known",
    "10.20.9.9, false, none",
    "10.20.1.6, true, one",
    "10.20.1.9, true, none",
  })
  void tells_no_public_way_past_it_live_unless_it_is_written(
      String to, boolean written, String ways) {
    ContractRun network =
        new ContractRun(folder, "avs-internal.yaml")
            .with(
                "          ruleCollections:\n",
                "          ruleCollections:\n"
                    + "            - name: in\n"
                    + "              priority: 100\n"
                    + "              natRules: [{name: apis, ipProtocols: [tcp],"
                    + " sourceAddresses: ['*'], destinationAddress: 203.0.113.41,"
                    + " destinationPort: 8443, translatedAddress: "
                    + to
                    + ", translatedPort: 443}]\n");
    if (!written) {
      network.with("      privateIPAddress: 10.20.1.6\n", "");
    }
    try (Lab deployed = Lab.open(Environments.load(network.live().write("live").toString()))) {
      Subject subject = Subject.of(deployed);
      ApiManagementService service = subject.topology().apiManagement().get(0);
      VirtualIP vip = VirtualIP.of(subject, service, subject.subnet(service));

      switch (ways) {
        case "none" -> assertThat(vip.publicWays(deployed)).isEmpty();
        case "one" -> assertThat(vip.publicWays(deployed)).hasSize(1);
        default ->
            assertThatThrownBy(() -> vip.publicWays(deployed))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(ways)
                .hasMessageContaining("write its privateIPAddress");
      }
    }
  }

  @ParameterizedTest(name = "passed on to an inner load balancer, of the internet {0}: {1}")
  @CsvSource({"true, is not known", "false, none"})
  void tells_no_public_way_past_it_live_in_two_hops(boolean passedOn, String ways) {
    ContractRun network =
        new ContractRun(folder, "avs-internal.yaml")
            .with("      privateIPAddress: 10.20.1.6\n", "")
            .with(
                "        - name: AzureFirewallSubnet\n",
                "        - {name: lb-subnet, addressPrefix: 10.20.4.0/27}\n"
                    + "        - name: AzureFirewallSubnet\n")
            .with(
                "  publicIPAddresses:\n",
                "  loadBalancers:\n"
                    + "    - name: inner\n"
                    + "      frontendIPConfigurations: [{name: front, subnet: lb-subnet,"
                    + " privateIPAddress: 10.20.4.20}]\n"
                    + "      backendAddressPools: [{name: pool, addresses: [10.20.1.9]}]\n"
                    + "      loadBalancingRules: [{name: https, frontendIPConfiguration: front,"
                    + " backendAddressPool: pool, frontendPort: 443, backendPort: 443}]\n"
                    + "  publicIPAddresses:\n");
    if (passedOn) {
      network.with(
          "          ruleCollections:\n",
          "          ruleCollections:\n"
              + "            - name: in\n"
              + "              priority: 100\n"
              + "              natRules: [{name: apis, ipProtocols: [tcp],"
              + " sourceAddresses: ['*'], destinationAddress: 203.0.113.41,"
              + " destinationPort: 8443, translatedAddress: 10.20.4.20,"
              + " translatedPort: 443}]\n");
    }
    try (Lab deployed = Lab.open(Environments.load(network.live().write("live").toString()))) {
      Subject subject = Subject.of(deployed);
      ApiManagementService service = subject.topology().apiManagement().get(0);
      VirtualIP vip = VirtualIP.of(subject, service, subject.subnet(service));

      if (passedOn) {
        assertThatThrownBy(() -> vip.publicWays(deployed))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining(ways)
            .hasMessageContaining("/apis of hub-firewall");
      } else {
        assertThat(vip.publicWays(deployed)).isEmpty();
      }
    }
  }

  private static void check(String expected, ThrowingCallable check) {
    if (expected.equals("holds")) {
      assertThatCode(check).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining("xpected");
    }
  }
}
