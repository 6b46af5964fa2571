package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which public addresses the files tell, and which only stand in for those of the platform. */
class ToldPublicAddressTest {

  private static final String IDS =
      "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/apis/providers/";
  private static final String NORTH = IDS + "Microsoft.Network/publicIPAddresses/north-ip";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "shop.template.json, true",
    "shop.tfplan.json, true",
    "shop.az.json, false",
    "shop.tfstate.json, false",
  })
  void are_known_of_what_is_deployed_and_not_of_what_is_planned(String file, boolean stands) {
    Topology shop = Topology.from(TopologyFormatsTest.file(file));

    assertThat(shop.model().publicIPAddresses()).isNotEmpty();
    assertThat(shop.placeholders().contains("web-ip")).isEqualTo(stands);
  }

  @Test
  void are_those_that_a_deployed_service_tells_in_each_of_its_regions() throws IOException {
    Topology read =
        Topology.from(write("deployed.json", deployed("\"20.50.1.7\"", "\"20.60.1.7\"")));

    assertThat(read.placeholders()).isEmpty();
    assertThat(read.model().publicIPAddresses())
        .extracting(a -> a.name() + " " + a.ipAddress().getHostAddress())
        .containsExactlyInAnyOrder("apim-ip 20.50.1.7", "north-ip 20.60.1.7");
  }

  @ParameterizedTest(name = "[{0}]")
  @CsvSource({"''", "null", "7", "'\"\"'", "'\"unknown\"'"})
  void stand_in_where_the_service_tells_none(String told) throws IOException {
    Topology read = Topology.from(write("deployed.json", deployed(told, "\"20.60.1.7\"")));

    assertThat(read.placeholders()).containsExactly("apim-ip");
  }

  @Test
  void are_those_that_are_written_by_hand_beside_the_files() throws IOException {
    write("deployed.json", deployed("", ""));
    Topology read =
        Topology.from(
            write(
                "network.yaml",
                """
                azure:
                  name: apis
                  publicIPAddresses:
                    - {name: apim-ip, ipAddress: 20.50.1.7, fqdn: apis.westeurope.cloudapp.azure.com}
                sources:
                  - file: deployed.json
                """));

    assertThat(read.placeholders()).containsExactly("north-ip");
    assertThat(read.model().publicIPAddresses().get(0).ipAddress().getHostAddress())
        .isEqualTo("20.50.1.7");
  }

  private Path write(String file, String text) throws IOException {
    return Files.writeString(folder.resolve(file), text);
  }

  /** What {@code az} prints of a service in two regions whose addresses do not tell themselves. */
  private static String deployed(String west, String north) {
    String network = IDS + "Microsoft.Network/virtualNetworks/";
    String text =
        String.join(
            ",\n",
            List.of(
                network("west", "10.20.0.0/16", "10.20.1.0/27"),
                network("north", "10.30.0.0/16", "10.30.1.0/27"),
                address("apim-ip", "west"),
                address("north-ip", "north"),
                """
                {"id": "IDSMicrosoft.ApiManagement/service/contoso-apis", "name": "contoso-apis",
                 "type": "Microsoft.ApiManagement/service", "location": "West Europe",
                 "sku": {"name": "Premium", "capacity": 1}, "platformVersion": "stv2.1",
                 "virtualNetworkType": "Internal",
                 "publicIpAddressId": "WESTIP", "publicIPAddresses": [WEST],
                 "privateIPAddresses": ["10.20.1.9"],
                 "virtualNetworkConfiguration": {"subnetResourceId": "VNETSwest/subnets/apim"},
                 "additionalLocations": [
                   {"location": "North Europe", "sku": {"name": "Premium", "capacity": 1},
                    "publicIpAddressId": "NORTHIP", "publicIPAddresses": [NORTH],
                    "privateIPAddresses": ["10.30.1.9"],
                    "virtualNetworkConfiguration": {"subnetResourceId": "VNETSnorth/subnets/apim"}}
                 ]}
                """));
    return "["
        + text.replace("WESTIP", IDS + "Microsoft.Network/publicIPAddresses/apim-ip")
            .replace("NORTHIP", NORTH)
            .replace("[WEST]", "[" + west + "]")
            .replace("[NORTH]", "[" + north + "]")
            .replace("VNETS", network)
            .replace("IDSM", IDS + "M")
        + "]";
  }

  private static String network(String name, String space, String subnet) {
    return """
        {"id": "VNETS%1$s", "name": "%1$s", "type": "Microsoft.Network/virtualNetworks",
         "location": "%1$seurope", "addressSpace": {"addressPrefixes": ["%2$s"]},
         "subnets": [{"id": "VNETS%1$s/subnets/apim", "name": "apim", "addressPrefix": "%3$s",
           "networkSecurityGroup": {"id": "IDSMicrosoft.Network/networkSecurityGroups/%1$s-nsg"}}]},
        {"id": "IDSMicrosoft.Network/networkSecurityGroups/%1$s-nsg", "name": "%1$s-nsg",
         "type": "Microsoft.Network/networkSecurityGroups", "location": "%1$seurope",
         "securityRules": []}
        """
        .formatted(name, space, subnet);
  }

  private static String address(String name, String region) {
    return """
        {"id": "IDSMicrosoft.Network/publicIPAddresses/%1$s", "name": "%1$s",
         "type": "Microsoft.Network/publicIPAddresses", "location": "%2$seurope",
         "sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static",
         "dnsSettings": {"domainNameLabel": "%1$s"}}
        """
        .formatted(name, region);
  }
}
