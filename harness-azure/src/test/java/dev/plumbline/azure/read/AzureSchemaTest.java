package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of the Azure format: shipped, made of the records, and of use in an editor. */
class AzureSchemaTest {

  private static final String SCHEMA =
      AzureNetworkFormat.FORMAT.schema("urn:dev.plumbline:azure", "An Azure topology of Plumbline");

  @Test
  void the_schema_that_is_shipped_is_that_of_the_records() throws IOException {
    Path file = below("harness-azure", "src/main/resources/dev/plumbline/schema/azure.schema.json");
    if ("write".equals(System.getProperty("plumbline.golden"))) {
      Files.writeString(file, SCHEMA);
    }
    assertThat(file)
        .as("run the test with -Dplumbline.golden=write to write it anew, and review the change")
        .hasContent(SCHEMA);
  }

  @Test
  void the_schema_accepts_the_topology_of_the_examples() throws IOException {
    Path file = below("examples", "src/test/resources/environments/contoso-topology.yaml");
    assertThat(problems(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: contoso",
        "azure: {}",
        "azure: {name: contoso, virtualNetwork: []}",
        "azure: {name: contoso, virtual-networks: []}",
        "azure: {name: contoso, virtualNetworks: [{name: vnet, addressSpace: [10.1.0/16]}]}",
        "azure: {name: contoso, apiManagement: [{name: one, subnet: s, virtualNetworkType: outside}]}",
        "azure: {name: contoso, networkSecurityGroups: [{name: nsg, securityRules: [{name: r, priority: first, direction: inbound, access: allow}]}]}",
        "azure: {name: contoso, applicationGateways: [{name: g, subnet: s, probes: [{name: p, interval: soon}]}]}"
      })
  void the_schema_refuses_what_the_reader_refuses(String document) {
    assertThat(problems(document)).isNotEmpty();
  }

  private static List<String> problems(String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema.validate(new JsonMapper().writeValueAsString(document), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  /** Maven runs tests in the module's folder, editors often in the project's. */
  private static Path below(String module, String file) {
    Path parent = Files.isDirectory(Path.of(module)) ? Path.of("") : Path.of("..");
    return parent.resolve(module).resolve(file);
  }
}
