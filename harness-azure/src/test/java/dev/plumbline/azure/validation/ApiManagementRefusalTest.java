package dev.plumbline.azure.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the platform refuses of API Management: each one happens, where and why it says. */
class ApiManagementRefusalTest {

  /** Services in every way that is allowed; each refusal is one change of it. */
  private static final String TOPOLOGY =
      """
      azure:
        name: refusals
        virtualNetworks:
          - name: vnet
            location: westeurope
            addressSpace: [10.1.0.0/16]
            subnets:
              - {name: apim-subnet, addressPrefix: 10.1.0.0/27, networkSecurityGroup: nsg}
              - {name: injection, addressPrefix: 10.1.1.0/27, networkSecurityGroup: nsg, delegations: [Microsoft.Web/hostingEnvironments]}
              - {name: integration, addressPrefix: 10.1.2.0/27, delegations: [Microsoft.Web/serverFarms]}
              - {name: endpoints, addressPrefix: 10.1.3.0/24}
              - {name: older-subnet, addressPrefix: 10.1.4.0/27}
          - name: north
            location: northeurope
            addressSpace: [10.2.0.0/16]
            subnets: [{name: north-subnet, addressPrefix: 10.2.0.0/29, networkSecurityGroup: nsg}]
        networkSecurityGroups: [{name: nsg}]
        networkInterfaces: [{name: machine, ipConfigurations: [{subnet: endpoints}]}]
        publicIPAddresses:
          - {name: apim-ip, ipAddress: 203.0.113.20, fqdn: classic.westeurope.cloudapp.azure.com}
          - {name: spare-ip, ipAddress: 203.0.113.21}
        privateEndpoints:
          - {name: endpoint, subnet: endpoints, service: shared, groupIds: [Gateway]}
        apiManagement:
          - name: classic
            sku: premium
            location: westeurope
            virtualNetworkType: internal
            subnet: apim-subnet
            publicIPAddress: apim-ip
            zones: ['1']
            additionalLocations: [{location: northeurope, subnet: north-subnet}]
            hostnameConfigurations:
              - {type: proxy, hostName: api.contoso.net, defaultSslBinding: true}
              - {type: developer-portal, hostName: portal.contoso.net}
          - {name: injected, sku: premium-v2, location: westeurope, virtualNetworkType: internal, subnet: injection}
          - {name: integrated, sku: standard-v2, location: westeurope, virtualNetworkType: external, subnet: integration}
          - {name: shared, sku: standard, location: westeurope, publicNetworkAccess: false}
          - {name: older, sku: developer, location: westeurope, platformVersion: stv1, virtualNetworkType: internal, subnet: older-subnet}
      """;

  /**
   * A change that is refused.
   *
   * @param line what stands in the topology
   * @param broken what stands there instead
   * @param path where it is refused
   * @param found what is said to be there
   */
  private record Case(String line, String broken, String path, String found) {}

  private static Case of(ApiManagementRefusal refusal) {
    return switch (refusal) {
      case TIER_OF_MODE ->
          new Case(
              "standard-v2, location: westeurope, virtualNetworkType: external",
              "standard-v2, location: westeurope, virtualNetworkType: internal",
              "[2].virtualNetworkType",
              "the Standard v2 tier has no virtual network injection of the v2 tiers");
      case NO_SUBNET ->
          new Case(
              "{location: northeurope, subnet: north-subnet}",
              "{location: northeurope}",
              "[0].additionalLocations[0].subnet",
              "no subnet is given");
      case SUBNET_WITHOUT_MODE ->
          new Case(
              "sku: standard,",
              "sku: standard, subnet: endpoints,",
              "[3].subnet",
              "subnet endpoints is given, but virtualNetworkType is none");
      case PRIVATE_IP_OF_MODE ->
          new Case(
              "subnet: integration}",
              "subnet: integration, privateIPAddress: 10.1.2.9}",
              "[2].privateIPAddress",
              "integrated has outbound virtual network integration");
      case PUBLIC_IP_OF_MODE ->
          new Case(
              "subnet: injection}",
              "subnet: injection, publicIPAddress: spare-ip}",
              "[1].publicIPAddress",
              "injected has virtual network injection of the v2 tiers");
      case HOST_NAMES_OF_TIER ->
          new Case(
              "sku: standard,",
              "sku: standard, hostnameConfigurations: [{type: proxy, hostName: a.contoso.net}, {type:"
                  + " proxy, hostName: b.contoso.net}],",
              "[3].hostnameConfigurations[1].hostName",
              "\"b.contoso.net\" is a further one of the gateway");
      case WILDCARD ->
          new Case(
              "sku: standard,",
              "sku: consumption, hostnameConfigurations: [{type: proxy, hostName:"
                  + " '*.contoso.net'}],",
              "[3].hostnameConfigurations[0].hostName",
              "\"*.contoso.net\" has a wildcard");
      case DELEGATED ->
          new Case(
              "10.1.0.0/27,",
              "10.1.0.0/27, delegations: [Microsoft.Sql/managedInstances],",
              "[0].subnet",
              "subnet apim-subnet is delegated to Microsoft.Sql/managedInstances");
      case DELEGATION_OF_INJECTION ->
          new Case(
              "delegations: [Microsoft.Web/hostingEnvironments]",
              "delegations: []",
              "[1].subnet",
              "subnet injection is not delegated");
      case DELEGATION_OF_INTEGRATION ->
          new Case(
              "delegations: [Microsoft.Web/serverFarms]",
              "delegations: [Microsoft.Web/hostingEnvironments]",
              "[2].subnet",
              "subnet integration is delegated to Microsoft.Web/hostingEnvironments");
      case SUBNET_OF_CLASSIC_TIER ->
          new Case(
              "{location: northeurope, subnet",
              "{location: northeurope, capacity: 2, subnet",
              "[0].additionalLocations[0].subnet",
              "subnet north-subnet (10.2.0.0/29) has 3 usable addresses, the Premium tier needs 5");
      case SUBNET_OF_V2_TIER ->
          new Case("10.1.1.0/27", "10.1.1.0/28", "[1].subnet", "subnet injection is 10.1.1.0/28");
      case SHARED_SUBNET ->
          new Case(
              "{subnet: endpoints}",
              "{subnet: integration}",
              "[2].subnet",
              "other resources stand in subnet integration");
      case SUBNET_OF_FIRST_PLATFORM ->
          new Case(
              "{subnet: endpoints}",
              "{subnet: older-subnet}",
              "[4].subnet",
              "other resources stand in subnet older-subnet");
      case PLATFORMS_IN_SUBNET ->
          new Case(
              "subnet: older-subnet}",
              "subnet: older-subnet}\n    - {name: newer, virtualNetworkType: internal, subnet:"
                  + " older-subnet}",
              "[5].subnet",
              "a service of platform stv1 stands in subnet older-subnet");
      case NO_SECURITY_GROUP ->
          new Case(
              "10.1.1.0/27, networkSecurityGroup: nsg,",
              "10.1.1.0/27,",
              "[1].subnet",
              "subnet injection has none");
      case REGION_OF_SUBNET ->
          new Case(
              "location: northeurope\n",
              "location: uksouth\n",
              "[0].additionalLocations[0].subnet",
              "subnet north-subnet is in uksouth, not in northeurope");
      case REGION_OF_PUBLIC_IP ->
          new Case(
              "classic.westeurope",
              "classic.northeurope",
              "[0].publicIPAddress",
              "apim-ip is in northeurope, not in westeurope");
      case PUBLIC_IP_SKU ->
          new Case(
              "203.0.113.20,",
              "203.0.113.20, sku: basic,",
              "[0].publicIPAddress",
              "apim-ip is basic");
      case PUBLIC_IP_VERSION ->
          new Case(
              "203.0.113.20,",
              "'2001:db8::20',",
              "[0].publicIPAddress",
              "apim-ip is 2001:db8:0:0:0:0:0:20");
      case PUBLIC_IP_LABEL ->
          new Case(
              ", fqdn: classic.westeurope.cloudapp.azure.com",
              "",
              "[0].publicIPAddress",
              "apim-ip has none");
      case ZONES_WITHOUT_PUBLIC_IP ->
          new Case(
              "      publicIPAddress: apim-ip\n", "", "[0].zones", "no publicIPAddress is given");
      case ZONES_OF_TIER ->
          new Case(
              "sku: standard,",
              "sku: standard, zones: ['1'],",
              "[3].zones",
              "the Standard tier has none");
      case REGIONS_OF_TIER ->
          new Case(
              "sku: standard,",
              "sku: standard, additionalLocations: [{location: northeurope}],",
              "[3].additionalLocations[0]",
              "the Standard tier has one region");
      case REGION_TWICE ->
          new Case(
              "{location: northeurope, subnet: north-subnet}",
              "{location: West Europe, subnet: apim-subnet}",
              "[0].additionalLocations[0].location",
              "West Europe is a region of the service already");
      case DEVELOPER_CAPACITY ->
          new Case(
              "sku: developer,", "sku: developer, capacity: 2,", "[4].capacity", "2 is too many");
      case CAPACITY_OF_TIER ->
          new Case(
              "sku: standard,",
              "sku: standard, capacity: 5,",
              "[3].capacity",
              "5 are too many for the Standard tier");
      case CAPACITY ->
          new Case("sku: standard,", "sku: standard, capacity: 0,", "[3].capacity", "0 is too few");
      case ENDPOINT_WITH_INJECTION ->
          new Case(
              "service: shared",
              "service: classic",
              "privateEndpoints[0].service",
              "classic has virtual network injection in internal mode");
      case ENDPOINT_OF_TIER ->
          new Case(
              "sku: standard,",
              "sku: consumption,",
              "privateEndpoints[0].service",
              "shared is of the Consumption tier");
      case ENDPOINT_OF_PLATFORM ->
          new Case(
              "sku: standard,",
              "sku: standard, platformVersion: stv1,",
              "privateEndpoints[0].service",
              "shared runs on stv1");
      case ENDPOINT_GROUP ->
          new Case(
              "groupIds: [Gateway]",
              "groupIds: [portal]",
              "privateEndpoints[0].groupIds[0]",
              "it is portal");
      case ENDPOINTS ->
          new Case(
              "    - {name: endpoint, subnet: endpoints, service: shared, groupIds: [Gateway]}\n",
              endpoints(101),
              "privateEndpoints[100].service",
              "shared has 100 private endpoints before");
      case PUBLIC_ACCESS ->
          new Case(
              "service: shared,",
              "service: shared, connectionState: pending,",
              "[3].publicNetworkAccess",
              "shared has no approved private endpoint");
      case HOST_NAME_TWICE ->
          new Case(
              "hostName: portal.contoso.net",
              "hostName: API.contoso.net",
              "[0].hostnameConfigurations[1].hostName",
              "\"API.contoso.net\" is configured twice");
      case DEFAULT_SSL_BINDING ->
          new Case(
              "hostName: portal.contoso.net",
              "hostName: portal.contoso.net, defaultSslBinding: true",
              "[0].hostnameConfigurations[1].defaultSslBinding",
              "another host name has it");
      case ENDPOINT_MISSING ->
          new Case(
              "sku: standard-v2,",
              "sku: standard-v2, hostnameConfigurations: [{type: scm, hostName: git.contoso.net}],",
              "[2].hostnameConfigurations[0].type",
              "scm is none of the Standard v2 tier");
    };
  }

  private static String endpoints(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("    - {name: e").append(i);
      lines.append(", subnet: endpoints, service: shared, groupIds: [Gateway]}\n");
    }
    return lines.toString();
  }

  @Test
  void services_in_every_way_that_is_allowed_become_a_network() {
    assertThat(read(TOPOLOGY).hosts())
        .extracting(Network.Host::name)
        .contains("classic", "classic-northeurope", "injected", "integrated", "shared", "older");
  }

  @ParameterizedTest
  @EnumSource
  void what_is_refused_is_said_with_its_place_and_the_reason(ApiManagementRefusal refusal) {
    Case change = of(refusal);
    assertThat(TOPOLOGY).contains(change.line());
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () -> read(TOPOLOGY.replace(change.line(), change.broken())));
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem ->
                assertThat(problem)
                    .returns("azure." + inApiManagement(change.path()), Problem::path)
                    .extracting(Problem::message)
                    .asString()
                    .contains(change.found())
                    .contains(refusal.reason()));
  }

  private static String inApiManagement(String path) {
    return path.startsWith("[") ? "apiManagement" + path : path;
  }

  private static Network read(String yaml) {
    return Networks.read(Source.of("topology.yaml", yaml)).value();
  }

  @Test
  void a_region_that_only_the_virtual_network_tells_is_not_taken_twice() {
    String own =
        "      location: westeurope\n      virtualNetworkType: internal\n      subnet: apim";
    assertThat(TOPOLOGY).contains(own);
    String told =
        TOPOLOGY
            .replace(own, "      virtualNetworkType: internal\n      subnet: apim")
            .replace(
                "{location: northeurope, subnet: north", "{location: westeurope, subnet: north");

    assertThatThrownBy(() -> read(told))
        .hasMessageContaining("westeurope is a region of the service already");
  }

  @Test
  void readme_has_the_table_of_what_is_refused() throws IOException {
    Path above = Path.of("../README.md");
    assertThat(Files.readString(Files.exists(above) ? above : Path.of("README.md")))
        .contains(ApiManagementRefusal.table());
  }

  @ParameterizedTest
  @CsvSource({
    "basic, 2, true",
    "basic, 3, false",
    "standard, 4, true",
    "standard, 5, false",
    "premium, 40, true",
    "basic-v2, 10, true"
  })
  void units_have_a_limit_in_basic_and_standard(String sku, int capacity, boolean taken) {
    String yaml =
        "azure:\n  name: units\n  apiManagement: [{name: contoso, sku: %s, capacity: %d}]\n"
            .formatted(sku, capacity);
    ThrowingCallable read = () -> Networks.read(Source.of("units.yaml", yaml));

    if (taken) {
      assertThatCode(read).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(read).hasMessageContaining(ApiManagementRefusal.CAPACITY_OF_TIER.reason());
    }
  }
}
