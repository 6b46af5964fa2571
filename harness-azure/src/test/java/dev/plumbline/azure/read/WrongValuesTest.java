package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.helpers.NOPLogger;

/** A value that was given and not understood is never a default. */
class WrongValuesTest {

  private static final TopologyOptions ESTATE = TopologyOptions.defaults().withName("estate");

  @TempDir Path folder;

  private static JsonValue estate() throws IOException {
    return JsonReader.read(
        Files.readString(TopologyFormatsTest.file("estate.template.json")), Mark.NOWHERE);
  }

  private Topology read(String place, String value) throws IOException {
    JsonValue written = JsonReader.read(value, Mark.NOWHERE);
    List<Object> path = JsonChange.path(place);
    String name = (String) path.get(path.size() - 1);
    JsonValue changed =
        JsonChange.at(
            estate(),
            path.subList(0, path.size() - 1),
            object -> ((dev.plumbline.azure.json.JsonObject) object).with(name, written));
    return Topology.from(ESTATE, Files.writeString(folder.resolve("estate.json"), changed.json()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          networkSecurityGroups/apim-nsg | securityRules[0].properties.access | "Allowed" | the text "Allowed" is no access; allowed are allow, deny
          networkSecurityGroups/apim-nsg | securityRules[0].properties.priority | "abc" | a whole number is expected, found the text "abc"
          networkSecurityGroups/apim-nsg | securityRules[0].properties.destinationPortRange | ["80", "443"] | destinationPortRange is one value, found an array; write it as destinationPortRanges
          networkSecurityGroups/apim-nsg | securityRules[0].properties.destinationPortRanges | "80" | an array is expected, found the text "80"; write it in brackets
          routeTables/plain | disableBgpRoutePropagation | "ture" | disableBgpRoutePropagation is true or false, found the text "ture"; write one of them
          routeTables/plain | disableBgpRoutePropagation | "yes" | disableBgpRoutePropagation is true or false, found the text "yes"; write one of them
          routeTables/through-firewall | routes[0].properties.nextHopType | "Appliance" | the text "Appliance" is no nextHopType; allowed are internet, none, virtualappliance, virtualnetworkgateway, vnetlocal
          virtualNetworks/hub | subnets[4].properties.networkSecurityGroup | {"name": "machines-nsg"} | networkSecurityGroup has no "id"; write {"id": "/subscriptions/…"}, or leave it out
          loadBalancers/inner | probes[0].properties.port | {"a": 1} | a text is expected, found an object
          loadBalancers/inner | probes | {"name": "probe"} | an array is expected, found an object
          service/closed | publicNetworkAccess | "Enable" | the text "Enable" is no publicNetworkAccess; allowed are disabled, enabled, false, true
          service/internal | virtualNetworkType | "Intern" | the text "Intern" is no virtualNetworkType; allowed are external, internal, none
          applicationGateways/gate | sslPolicy.policyName | "AppGwSslPolicy2020" | the text "AppGwSslPolicy2020" is no policyName; allowed are AppGwSslPolicy20150501, AppGwSslPolicy20170401, AppGwSslPolicy20170401S, AppGwSslPolicy20220101, AppGwSslPolicy20220101S
          applicationGateways/gate | sslProfiles[0].properties.trustedClientCertificates | [{"id": "nobody"}] | "nobody" is none of the gateway's trustedClientCertificates: clients
          applicationGateways/gate | backendAddressPools[0].properties.backendAddresses | [{"ipAddress": "10.0.0.400"}] | "10.0.0.400" is no IP address; write one such as 10.0.0.4
          ApplicationGatewayWebApplicationFirewallPolicies/waf | customRules[0].matchConditions[0].operator | "Like" | the text "Like" is no operator; allowed are IPMatch, Equal, Contains, LessThan, GreaterThan, LessThanOrEqual, GreaterThanOrEqual, BeginsWith, EndsWith, Regex, GeoMatch, Any
          ApplicationGatewayWebApplicationFirewallPolicies/waf | policySettings.state | "On" | the text "On" is no state; allowed are disabled, enabled, false, true
          localNetworkGateways/office | gatewayIpAddress | "office" | "office" is no IP address; write one such as 10.0.0.4
          publicIPAddresses/nat-ip | publicIPAddressVersion | "IPv5" | the text "IPv5" is no publicIPAddressVersion; allowed are ipv4, ipv6
          trafficManagerProfiles/worldwide | endpoints[0].properties.endpointStatus | "Up" | the text "Up" is no endpointStatus; allowed are disabled, enabled, false, true
          """)
  void a_value_that_is_not_understood_is_refused(
      String named, String path, String value, String message) {
    String place = UnreadMembersTest.resource(named) + ".properties." + path;

    DescriptorException refused =
        catchThrowableOfType(DescriptorException.class, () -> read(place, value));

    assertThat(refused).as("it was read").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.message()).isEqualTo(message);
              assertThat(problem.path()).startsWith(place);
              assertThat(problem.line()).isEqualTo(1);
            });
  }

  /** What the platform takes for the same thing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          networkSecurityGroups/apim-nsg | securityRules[0].properties.access | "ALLOW"
          networkSecurityGroups/apim-nsg | securityRules[0].properties.priority | "100"
          networkSecurityGroups/apim-nsg | securityRules[0].properties.sourcePortRange | null
          networkSecurityGroups/apim-nsg | securityRules[0].properties.sourceAddressPrefixes | []
          routeTables/plain | disableBgpRoutePropagation | "False"
          routeTables/plain | disableBgpRoutePropagation | "[bool('false')]"
          routeTables/plain | disableBgpRoutePropagation | null
          natGateways/nat | publicIpAddresses[0].id | "[toUpper(resourceId('Microsoft.Network/publicIPAddresses', 'nat-ip'))]"
          """)
  void the_same_in_other_words_is_the_same(String named, String path, String value)
      throws IOException {
    String place = UnreadMembersTest.resource(named) + ".properties." + path;

    Topology same = Topology.from(ESTATE, TopologyFormatsTest.file("estate.template.json"));
    assertThat(read(place, value)).isEqualTo(same);
  }

  @Test
  void a_value_that_only_a_deployment_tells_is_said_to_be_none() throws IOException {
    String place =
        UnreadMembersTest.resource("routeTables/plain") + ".properties.disableBgpRoutePropagation";
    String secret = "listKeys(resourceId('Microsoft.Storage/storageAccounts', 'contosodata'), '1')";

    Topology read = read(place, "\"[" + secret + ".keys[0].value]\"");

    assertThat(read.notes())
        .filteredOn(note -> note.path().equals(place))
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.kind()).isEqualTo(Note.Kind.ASSUMED);
              assertThat(note.message())
                  .startsWith(
                      "disableBgpRoutePropagation is a value that is not known here (listKeys() of")
                  .endsWith("it was read as if it were not given");
            });
  }

  @Test
  void warnings_are_seen_without_a_log() throws IOException {
    Topology read =
        Topology.from(
            Files.writeString(
                folder.resolve("service.json"),
                """
                {"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.ApiManagement/service/a",
                  "name": "a", "sku": {"name": "Developer", "capacity": 1},
                  "properties": {"publicNetworkAcces": "Disabled"}}
                """));
    List<String> seen = new ArrayList<>();

    read.tell(NOPLogger.NOP_LOGGER, seen::add);

    assertThat(seen)
        .singleElement()
        .asString()
        .contains("service.json:3", "did you mean \"publicNetworkAccess\"?");
  }

  private List<String> service(String type, String properties) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("one.json"),
            """
            {"id": "/subscriptions/s/resourceGroups/g/providers/%s/one", "name": "one",
              "location": "westeurope", "properties": %s}
            """
                .formatted(type, properties));
    try {
      return Topology.from(file).notes().stream().map(Note::message).toList();
    } catch (DescriptorException e) {
      return e.problems().stream().map(Problem::message).toList();
    }
  }

  @Test
  void services_of_the_platform_have_words_of_their_own() throws IOException {
    assertThat(service("Microsoft.Purview/accounts", "{\"publicNetworkAccess\": \"NotSpecified\"}"))
        .isEmpty();
    assertThat(
            service(
                "Microsoft.Storage/storageAccounts",
                "{\"publicNetworkAccess\": \"SecuredByPerimeter\"}"))
        .containsExactly(
            "the rules of the network security perimeter of one were not read; it is taken to"
                + " refuse public callers");
    assertThat(
            service(
                "Microsoft.Storage/storageAccounts",
                "{\"networkAcls\": {\"defaultAction\": \"Denied\"}}"))
        .containsExactly("the text \"Denied\" is no defaultAction; allowed are allow, deny");
    assertThat(
            service(
                "Microsoft.Web/hostingEnvironments",
                "{\"internalLoadBalancingMode\": \"Internal\"}"))
        .containsExactly(
            "the text \"Internal\" is no internalLoadBalancingMode; allowed are None, Web,"
                + " Publishing, and \"Web, Publishing\"");
    assertThat(
            service(
                "Microsoft.Storage/storageAccounts",
                "{\"networkAcls\": {\"defaultActions\": \"Deny\"}}"))
        .singleElement()
        .asString()
        .contains("did you mean \"defaultAction\"?");
  }
}
