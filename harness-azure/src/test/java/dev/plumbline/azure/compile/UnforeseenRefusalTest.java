package dev.plumbline.azure.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Networks;
import org.junit.jupiter.api.Test;

/** What no rule about resources foresees is found in the network that they make. */
class UnforeseenRefusalTest {

  private static final String TOPOLOGY =
      """
      azure:
        name: unforeseen
        virtualNetworks:
          - name: vnet
            addressSpace: [10.1.0.0/16]
            subnets:
              - {name: machines, addressPrefix: 10.1.1.0/24}
        networkInterfaces:
          - {name: one, ipConfigurations: [{subnet: machines}]}
          - {name: two, ipConfigurations: [{subnet: machines}]}
      """;

  @Test
  void all_that_is_wrong_in_the_network_is_said() {
    String taken = TOPOLOGY.replace("name: one", "name: azure-dns");
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () ->
                Networks.read(
                    Source.of(
                        "topology.yaml", taken.replace("name: two", "name: public-resolver"))));
    assertThat(refused).isNotNull();
    assertThat(refused.problems()).extracting(Problem::path).containsOnly("azure.name");
    assertThat(refused.problems())
        .extracting(Problem::message)
        .allMatch(m -> m.startsWith("the network made of it cannot be used: hosts["))
        .anyMatch(m -> m.contains("azure-dns"))
        .anyMatch(m -> m.contains("public-resolver"));
  }

  @Test
  void names_that_are_free_make_a_network() {
    assertThat(Networks.read(Source.of("topology.yaml", TOPOLOGY)).value().hosts()).hasSize(4);
  }
}
