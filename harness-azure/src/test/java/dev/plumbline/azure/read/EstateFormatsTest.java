package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ArmTemplates;
import dev.plumbline.azure.arm.DeploymentOptions;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.descriptor.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One network with a resource of nearly every kind, in every format and every version of the
 * providers: whatever teams have, the model is the same.
 */
class EstateFormatsTest {

  private static final TopologyOptions ESTATE = TopologyOptions.defaults().withName("estate");

  @TempDir Path folder;

  private static AzureTopology template() {
    return Topology.from(ESTATE, TopologyFormatsTest.file("estate.template.json")).model();
  }

  private Topology read(JsonValue written) throws IOException {
    return Topology.from(ESTATE, Files.writeString(folder.resolve("estate.json"), written.json()));
  }

  private static JsonObject state() throws IOException {
    return (JsonObject)
        JsonReader.read(
            Files.readString(TopologyFormatsTest.file("estate.tfstate.json")), Mark.NOWHERE);
  }

  /** Returns the state with the values of its resources changed. */
  private static JsonObject changed(BiFunction<String, JsonObject, JsonObject> change)
      throws IOException {
    JsonObject state = state();
    List<JsonValue> resources = new ArrayList<>();
    for (JsonValue one : state.object("values").object("root_module").array("resources")) {
      JsonObject resource = (JsonObject) one;
      resources.add(
          resource.with(
              "values",
              change.apply(String.valueOf(resource.text("type")), resource.object("values"))));
    }
    return withResources(state, resources);
  }

  private static JsonObject withResources(JsonObject state, List<JsonValue> resources) {
    return state.with(
        "values",
        state
            .object("values")
            .with(
                "root_module",
                state
                    .object("values")
                    .object("root_module")
                    .with("resources", new JsonArray(Mark.NOWHERE, resources))));
  }

  private static JsonObject renamed(JsonObject values, String... names) {
    JsonObject all = values;
    for (int i = 0; i < names.length; i += 2) {
      JsonValue value = all.get(names[i]);
      if (value != null) {
        all = all.without(names[i]).with(names[i + 1], value);
      }
    }
    return all;
  }

  private static JsonObject each(
      JsonObject values, String member, UnaryOperator<JsonObject> change) {
    if (!(values.value(member) instanceof JsonArray array)) {
      return values;
    }
    return values.with(
        member,
        new JsonArray(
            array.mark(),
            array.values().stream().map(v -> (JsonValue) change.apply((JsonObject) v)).toList()));
  }

  private static JsonValue member(JsonObject object, String name) {
    return Objects.requireNonNull(object.value(name), name);
  }

  private static JsonValue not(JsonValue value) {
    return new JsonBoolean(value.mark(), !((JsonBoolean) value).value());
  }

  @Test
  void a_state_of_version_4_of_the_provider_is_the_template() {
    Topology state = Topology.from(ESTATE, TopologyFormatsTest.file("estate.tfstate.json"));

    assertThat(state.model()).isEqualTo(template());
    assertThat(state.notes()).isEmpty();
  }

  /** The names that "Azure Resource Manager: 4.0 Upgrade Guide" lists as removed. */
  @Test
  void a_state_of_version_3_of_the_provider_is_the_template() throws IOException {
    JsonObject third =
        changed(
            (type, values) ->
                switch (type) {
                  case "azurerm_network_interface" ->
                      renamed(
                          values,
                          "ip_forwarding_enabled",
                          "enable_ip_forwarding",
                          "accelerated_networking_enabled",
                          "enable_accelerated_networking");
                  case "azurerm_route_table" ->
                      values
                          .without("bgp_route_propagation_enabled")
                          .with(
                              "disable_bgp_route_propagation",
                              not(member(values, "bgp_route_propagation_enabled")));
                  case "azurerm_subnet" ->
                      values
                          .without("private_endpoint_network_policies")
                          .without("default_outbound_access_enabled")
                          .with(
                              "enforce_private_link_endpoint_network_policies",
                              JsonValue.of(
                                  "Disabled"
                                      .equals(values.text("private_endpoint_network_policies"))));
                  case "azurerm_virtual_network" ->
                      each(
                          values,
                          "subnet",
                          subnet ->
                              JsonObject.builder(Mark.NOWHERE)
                                  .put("id", member(subnet, "id"))
                                  .put("name", member(subnet, "name"))
                                  .put("address_prefix", subnet.array("address_prefixes").get(0))
                                  .put("security_group", member(subnet, "security_group"))
                                  .build());
                  case "azurerm_application_gateway", "azurerm_virtual_network_gateway" ->
                      values.without("http2_enabled").without("bgp_enabled");
                  case "azurerm_private_dns_zone_virtual_network_link",
                      "azurerm_private_dns_a_record" ->
                      values.without("private_dns_zone_id");
                  case "azurerm_web_application_firewall_policy" ->
                      each(
                          values,
                          "managed_rules",
                          managed ->
                              each(
                                  managed,
                                  "managed_rule_set",
                                  set ->
                                      each(
                                          set,
                                          "rule_group_override",
                                          group ->
                                              group
                                                  .without("rule")
                                                  .with(
                                                      "disabled_rules",
                                                      JsonValue.of(List.of("942100"))))));
                  default -> values;
                });

    // What version 3 cannot say of a subnet.
    String before = "defaultOutboundAccess=false";
    assertThat(read(third).model().toString())
        .isEqualTo(template().toString().replace(before, "defaultOutboundAccess=true"));
  }

  /** The names that "Azure Resource Manager: 5.0 Upgrade Guide" lists as removed. */
  @Test
  void a_state_of_version_5_of_the_provider_is_the_template() throws IOException {
    UnaryOperator<JsonObject> endpoints =
        subnet ->
            subnet
                .without("service_endpoints")
                .with(
                    "service_endpoint",
                    new JsonArray(
                        Mark.NOWHERE,
                        subnet.array("service_endpoints").stream()
                            .map(s -> JsonValue.of(Map.of("service", s.scalar())))
                            .toList()));
    JsonObject fifth =
        changed(
            (type, values) ->
                switch (type) {
                  case "azurerm_application_gateway" ->
                      each(
                              each(
                                  values.without("enable_http2"),
                                  "ssl_profile",
                                  p -> p.without("verify_client_cert_issuer_dn")),
                              "backend_http_settings",
                              s -> s.without("authentication_certificate"))
                          .without("authentication_certificate");
                  case "azurerm_virtual_network_gateway",
                      "azurerm_virtual_network_gateway_connection" ->
                      values.without("enable_bgp");
                  case "azurerm_private_dns_zone_virtual_network_link" ->
                      values.without("private_dns_zone_name").without("resource_group_name");
                  case "azurerm_subnet" -> endpoints.apply(values);
                  case "azurerm_virtual_network" -> each(values, "subnet", endpoints);
                  case "azurerm_linux_virtual_machine_scale_set" ->
                      each(
                          values,
                          "network_interface",
                          n ->
                              renamed(
                                  n,
                                  "enable_accelerated_networking",
                                  "accelerated_networking_enabled",
                                  "enable_ip_forwarding",
                                  "ip_forwarding_enabled"));
                  default ->
                      type.startsWith("azurerm_private_dns_") && type.endsWith("_record")
                          ? values.without("zone_name").without("resource_group_name")
                          : values;
                });

    assertThat(read(fifth).model()).isEqualTo(template());
  }

  private static List<ArmResource> deployed() {
    return ArmTemplates.deploy(
            Source.of(TopologyFormatsTest.file("estate.template.json")),
            DeploymentOptions.defaults().with(new RuntimeValues()))
        .resources();
  }

  @Test
  void what_the_platform_shows_is_the_template() throws IOException {
    JsonValue shown = new JsonArray(Mark.NOWHERE, List.copyOf(Deployed.show(deployed())));

    assertThat(read(shown).model()).isEqualTo(template());
  }

  /** The command line hoists what is in {@code properties}, at every level. */
  private static JsonValue flat(JsonValue value) {
    if (value instanceof JsonArray array) {
      return new JsonArray(
          array.mark(), array.values().stream().map(EstateFormatsTest::flat).toList());
    } else if (!(value instanceof JsonObject)) {
      return value;
    }
    JsonObject.Builder all = JsonObject.builder(value.mark());
    for (JsonObject.Member member : ((JsonObject) value).members()) {
      if (member.name().equals("properties") && member.value() instanceof JsonObject inner) {
        inner
            .members()
            .forEach(
                m -> {
                  if (all.get(m.name()) == null) {
                    all.put(m.name(), flat(m.value()));
                  }
                });
      } else {
        all.put(member.name(), flat(member.value()));
      }
    }
    return all.build();
  }

  @Test
  void what_the_command_line_shows_is_the_template() throws IOException {
    JsonValue shown = flat(new JsonArray(Mark.NOWHERE, List.copyOf(Deployed.show(deployed()))));

    assertThat(read(shown).model()).isEqualTo(template());
  }

  /** Returns the estate as a state of resources of the provider azapi. */
  private static JsonObject azapi(UnaryOperator<JsonValue> body) {
    List<JsonValue> resources = new ArrayList<>();
    int number = 0;
    for (ArmResource resource : deployed()) {
      ResourceId id = ResourceId.parse(resource.id()).orElseThrow();
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("id", resource.id());
      values.put("name", id.lastName());
      values.put("type", resource.type() + "@" + resource.apiVersion());
      values.put("parent_id", id.parent().map(ResourceId::text).orElse(id.scope()));
      values.put("schema_validation_enabled", true);
      JsonObject rest = resource.body();
      String location = resource.location();
      if (location != null) {
        values.put("location", location);
      }
      JsonObject.Builder inner = JsonObject.builder(Mark.NOWHERE);
      for (String member : List.of("properties", "sku", "zones", "kind")) {
        if (rest.value(member) != null) {
          inner.put(member, member(rest, member));
        }
      }
      resources.add(
          ((JsonObject)
                  JsonValue.of(
                      Map.of(
                          "address",
                          "azapi_resource.all[" + number + "]",
                          "mode",
                          "managed",
                          "type",
                          "azapi_resource",
                          "name",
                          "all",
                          "index",
                          number++)))
              .with(
                  "values",
                  ((JsonObject) JsonValue.of(values)).with("body", body.apply(inner.build()))));
    }
    return withResources(
        (JsonObject)
            JsonValue.of(
                Map.of("format_version", "1.0", "values", Map.of("root_module", Map.of()))),
        resources);
  }

  @Test
  void a_state_of_version_2_of_azapi_is_the_template() throws IOException {
    assertThat(read(azapi(body -> body)).model()).isEqualTo(template());
  }

  @Test
  void a_state_of_version_1_of_azapi_is_the_template() throws IOException {
    assertThat(read(azapi(body -> JsonValue.of(body.json()))).model()).isEqualTo(template());
  }
}
