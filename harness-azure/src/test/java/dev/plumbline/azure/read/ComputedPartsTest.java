package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a part that an expression makes has the place of the expression. */
class ComputedPartsTest {

  private static Topology network(String subnets) {
    return Topology.from(
        Source.of(
            "net.json",
            """
            {"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
             "contentVersion": "1.0.0.0",
             "variables": {"bad": "[createArray(createObject('name', 'a', 'properties', createObject('addressPrefix', '10.9')))]"},
             "resources": [
              {"type": "Microsoft.Network/virtualNetworks", "apiVersion": "2023-09-01",
               "name": "net", "location": "westeurope", "properties": {
                "addressSpace": {"addressPrefixes": ["10.3.0.0/16"]},
                "subnets": "SUBNETS"}}]}
            """
                .replace("SUBNETS", subnets)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [createArray(createObject('name', 'a', 'properties', createObject('addressPrefix', '10.4.0.0/24')))] | net.json:8:16 resources[0].properties.subnets[0].properties.addressPrefix: 10.4.0.0/24 lies outside the address space [10.3.0.0/16]
          [map(range(0, 3), lambda('i', createObject('name', format('s{0}', lambdaVariables('i')), 'properties', createObject('addressPrefix', format('10.4.{0}.0/24', lambdaVariables('i'))))))] | net.json:8:16 resources[0].properties.subnets[0].properties.addressPrefix: 10.4.0.0/24 lies outside the address space [10.3.0.0/16]
          [variables('bad')] | net.json:3:23 variables.bad[0].properties.addressPrefix: "10.9" is no address prefix; write one such as 10.0.1.0/24 ("10.9" is not an address prefix such as 10.1.0.0/24 or an address)
          [json('[{\\"name\\": \\"a\\", \\"properties\\": {\\"addressPrefix\\": \\"10.4.0.0/24\\"}}]')] | net.json:8:16 resources[0].properties.subnets[0].properties.addressPrefix: 10.4.0.0/24 lies outside the address space [10.3.0.0/16]
          """)
  void a_mistake_that_an_expression_makes_is_one_message_with_its_place(
      String subnets, String message) {
    assertThatThrownBy(() -> network(subnets))
        .isInstanceOfSatisfying(
            DescriptorException.class,
            e -> assertThat(e.problems()).extracting(Problem::toString).containsExactly(message));
  }
}
