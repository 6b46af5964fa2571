package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A property that is nearly the name of one that is read is no default in its place. */
class UnreadMembersTest {

  private static final TopologyOptions ESTATE = TopologyOptions.defaults().withName("estate");

  @TempDir Path folder;

  private static JsonObject estate() {
    try {
      return (JsonObject)
          JsonReader.read(
              Files.readString(TopologyFormatsTest.file("estate.template.json")), Mark.NOWHERE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Topology read(JsonValue written) throws IOException {
    return Topology.from(ESTATE, Files.writeString(folder.resolve("estate.json"), written.json()));
  }

  /** Returns all problems, each as its path and what is wrong. */
  private List<String> refused(JsonValue written) {
    DescriptorException refused =
        catchThrowableOfType(DescriptorException.class, () -> read(written));
    assertThat(refused).as("it was read").isNotNull();
    assertThat(refused.problems()).extracting(Problem::line).containsOnly(1);
    return refused.problems().stream().map(p -> p.path() + ": " + p.message()).toList();
  }

  /** Returns where a resource of the estate is, by its type and name. */
  static String resource(String named) {
    List<JsonValue> all = estate().array("resources");
    for (int i = 0; i < all.size(); i++) {
      JsonObject one = (JsonObject) all.get(i);
      if ((one.text("type") + "/" + one.text("name")).endsWith("/" + named)) {
        return "resources[" + i + "]";
      }
    }
    throw new IllegalArgumentException(named);
  }

  private static String said(String written, String meant) {
    return "\""
        + written
        + "\" is not read here, and \""
        + meant
        + "\" is missing; did you mean \""
        + meant
        + "\"? Correct the name, or remove it";
  }

  @ParameterizedTest
  @CsvSource({
    "networkSecurityGroups/apim-nsg, securityRules[0].properties.sourceAddressPrefix,"
        + " sourceAddresPrefix, sourceAddressPrefix",
    "networkSecurityGroups/apim-nsg, securityRules[0].properties.protocol, protocols, protocol",
    "networkSecurityGroups/machines-nsg,"
        + " securityRules[0].properties.destinationPortRange, destinationPortRnge,"
        + " destinationPortRange",
    "routeTables/through-firewall, routes[0].properties.nextHopIpAddress, nextHopIpAdress,"
        + " nextHopIpAddress",
    "routeTables/plain, disableBgpRoutePropagation, disableBgpRoutePropogation,"
        + " disableBgpRoutePropagation",
    "virtualNetworks/hub, subnets[4].properties.routeTable, routTable, routeTable",
    "virtualNetworkPeerings/hub/to-spoke, allowForwardedTraffic, allowForwardTraffic,"
        + " allowForwardedTraffic",
    "loadBalancers/inner, loadBalancingRules[0].properties.probe, probes, probe",
    "applicationGateways/gate, httpListeners[1].properties.sslCertificate, sslCertificates,"
        + " sslCertificate",
    "applicationGateways/gate, probes[0].properties.interval, intervall, interval",
    "applicationGateways/gate, backendHttpSettingsCollection[0].properties.requestTimeout,"
        + " requestTimeOuts, requestTimeout",
    "ApplicationGatewayWebApplicationFirewallPolicies/waf, policySettings.mode, modes, mode",
    "privateEndpoints/closed-pe, subnet, subnetId, subnet",
    "virtualNetworkLinks/corp.contoso.com/hub, registrationEnabled, registerationEnabled,"
        + " registrationEnabled",
    "ruleCollectionGroups/policy/group, ruleCollections[0].rules[0].destinationPorts,"
        + " destinationPort, destinationPorts",
  })
  void a_template_with_a_misspelt_property_of_a_network_is_refused(
      String named, String path, String written, String meant) {
    String place = resource(named) + ".properties." + path;
    JsonValue broken = JsonChange.renamed(estate(), JsonChange.path(place), written);

    assertThat(refused(broken))
        .contains(
            place.substring(0, place.lastIndexOf('.') + 1) + written + ": " + said(written, meant));
  }

  /** The default would be another tier, mode or openness without a word. */
  @ParameterizedTest
  @CsvSource({
    "service/internal, publicIpAddressId, publicIpAddresId, publicIpAddressId",
    "service/internal, hostnameConfigurations[0].defaultSslBinding, defaultSslBindings,"
        + " defaultSslBinding",
    "service/closed, publicNetworkAccess, publicNetworkAcess, publicNetworkAccess",
  })
  void a_misspelt_property_elsewhere_is_noted(
      String named, String path, String written, String meant) throws IOException {
    String place = resource(named) + ".properties." + path;

    List<Note> notes = read(JsonChange.renamed(estate(), JsonChange.path(place), written)).notes();

    assertThat(notes)
        .filteredOn(note -> note.kind() == Note.Kind.SLIP)
        .extracting(note -> note.path() + ": " + note.message())
        .containsExactly(
            place.substring(0, place.lastIndexOf('.') + 1) + written + ": " + said(written, meant));
  }

  @Test
  void what_misses_the_property_does_not_say_so_besides() {
    String rule = resource("networkSecurityGroups/apim-nsg") + ".properties.securityRules[0]";
    JsonValue broken =
        JsonChange.renamed(estate(), JsonChange.path(rule + ".properties.access"), "acces");

    assertThat(refused(broken))
        .containsExactly(rule + ".properties.acces: " + said("acces", "access"));
  }

  @Test
  void what_must_be_there_is_missed_elsewhere_too() {
    String network = resource("service/internal") + ".properties.virtualNetworkConfiguration.";
    JsonValue broken =
        JsonChange.renamed(
            estate(), JsonChange.path(network + "subnetResourceId"), "subnetResourcId");

    assertThat(refused(broken))
        .containsExactly(
            network + "subnetResourcId: " + said("subnetResourcId", "subnetResourceId"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "networkSecurityGroups/apim-nsg:securityRules[0].properties:description",
        "service/internal::publicIPAddresses",
        "natGateways/nat::publicIpAddressesV6",
        "applicationGateways/gate::listeners",
        "expressRouteCircuits/other::globalReachEnabled",
        "loadBalancers/inner:loadBalancingRules[0].properties:disableOutboundSnat",
        "publicIPAddresses/nat-ip::publicIPPrefix"
      })
  void what_the_platform_has_beside_it_is_no_slip(String written) throws IOException {
    String[] parts = written.split(":");
    String place = resource(parts[0]) + ".properties" + (parts[1].isEmpty() ? "" : "." + parts[1]);
    UnaryOperator<JsonValue> more =
        object -> ((JsonObject) object).with(parts[2], new JsonString(Mark.NOWHERE, "something"));
    List<Note> notes = new ArrayList<>();
    try {
      notes.addAll(read(JsonChange.at(estate(), JsonChange.path(place), more)).notes());
    } catch (DescriptorException e) {
      assertThat(e).hasMessageNotContaining("did you mean");
    }

    assertThat(notes).extracting(Note::kind).doesNotContain(Note.Kind.SLIP);
  }

  @Test
  void casing_is_no_slip() throws IOException {
    String rule = resource("networkSecurityGroups/apim-nsg") + ".properties.securityRules[0]";
    String path = rule + ".properties.sourceAddressPrefix";

    assertThat(read(JsonChange.renamed(estate(), JsonChange.path(path), "SOURCEADDRESSprefix")))
        .isEqualTo(read(estate()));
  }

  private static final String GROUP =
      """
      {
        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n",
        "name": "n",
        "type": "Microsoft.Network/networkSecurityGroups",
        %s
        "securityRules": [
          {"name": "one", "priority": 100, "direction": "Inbound", "access": "Allow",
            "protocol": "Tcp", "sourceAddressPrefixes": ["10.0.0.0/8"], "sourceAddressPrefx": "*",
            "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443"}
        ]
      }
      """;

  private Topology text(String text) throws IOException {
    return Topology.from(Files.writeString(folder.resolve("written.json"), text));
  }

  @Test
  void what_the_command_line_printed_is_warned_of_and_what_somebody_wrote_is_refused()
      throws IOException {
    String path = "securityRules[0].sourceAddressPrefx";

    assertThat(text(GROUP.formatted("\"etag\": \"W/1\",")).notes())
        .extracting(Note::kind, Note::path, Note::message)
        .containsExactly(
            Tuple.tuple(Note.Kind.SLIP, path, said("sourceAddressPrefx", "sourceAddressPrefix")));
    assertThat(catchThrowableOfType(DescriptorException.class, () -> text(GROUP.formatted(""))))
        .hasMessageContaining(path + ": " + said("sourceAddressPrefx", "sourceAddressPrefix"));
  }

  @Test
  void the_body_of_azapi_is_read_as_closely() {
    String state =
        """
        {"format_version": "1.0", "values": {"root_module": {"resources": [
          {"address": "azapi_resource.n", "mode": "managed", "type": "azapi_resource", "name": "n",
            "values": {
              "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/routeTables/n",
              "name": "n",
              "type": "Microsoft.Network/routeTables@2023-11-01",
              "body": {"properties": {"disableBgpRoutePropagatio": true, "routes": [
                {"name": "all", "properties": {"addressPrefix": "0.0.0.0/0",
                  "nextHopType": "VirtualAppliance", "nextHopIpAdress": "10.0.0.4"}}]}}}}
        ]}}}
        """;

    DescriptorException refused =
        catchThrowableOfType(DescriptorException.class, () -> text(state));

    String body = "values.root_module.resources[0].values.body.properties.";
    assertThat(refused.problems())
        .extracting(p -> p.path() + ": " + p.message())
        .containsExactlyInAnyOrder(
            body
                + "disableBgpRoutePropagatio: "
                + said("disableBgpRoutePropagatio", "disableBgpRoutePropagation"),
            body
                + "routes[0].properties.nextHopIpAdress: "
                + said("nextHopIpAdress", "nextHopIpAddress"));
  }

  @ParameterizedTest
  @CsvSource({"condition, conditon", "dependsOn, dependOn", "zones, zone", "copy, copi"})
  void a_misspelt_member_of_the_template_language_is_refused(String meant, String written) {
    String place = resource("publicIPAddresses/nat-ip");
    UnaryOperator<JsonValue> more =
        object -> ((JsonObject) object).with(written, new JsonString(Mark.NOWHERE, "x"));

    assertThat(refused(JsonChange.at(estate(), JsonChange.path(place), more)))
        .containsExactly(
            place
                + "."
                + written
                + ": \""
                + written
                + "\" is no part of a resource; did you mean \""
                + meant
                + "\"?");
  }

  @Test
  void what_is_wrong_for_want_of_the_property_is_told_with_it() {
    String service = resource("service/internal") + ".properties.";
    JsonValue broken =
        JsonChange.renamed(
            estate(), JsonChange.path(service + "virtualNetworkType"), "virtualNetworkTyp");

    assertThat(refused(broken))
        .containsExactly(
            service
                + "publicIpAddressId: internal has no virtual network; an address of its own is"
                + " for Developer and Premium in a virtual network",
            service + "virtualNetworkTyp: " + said("virtualNetworkTyp", "virtualNetworkType"));
  }
}
