package dev.plumbline.azure.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.descriptor.DescriptorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of a platform's file: shipped, made of the records, and of use in an editor. */
class PlatformSchemaTest {

  private static final String SCHEMA =
      PlatformDescriptor.FORMAT.schema(
          "urn:dev.plumbline:azure-platform", "How Plumbline asks Azure");

  private static final String ID = "11111111-2222-3333-4444-555555555555";

  @TempDir private Path directory;

  @Test
  void the_schema_that_is_shipped_is_that_of_the_records() throws IOException {
    Path file =
        below(
            "harness-azure", "src/main/resources/dev/plumbline/schema/azure-platform.schema.json");
    if ("write".equals(System.getProperty("plumbline.golden"))) {
      Files.writeString(file, SCHEMA);
    }
    assertThat(file)
        .as("run the test with -Dplumbline.golden=write to write it anew, and review the change")
        .hasContent(SCHEMA);
  }

  @Test
  void the_schema_accepts_the_file_of_the_documentation() throws IOException {
    String page = Files.readString(below("docs", "azure-live.md"));
    Matcher yaml = Pattern.compile("```yaml\n(subscription: .*?)```", Pattern.DOTALL).matcher(page);

    assertThat(yaml.find()).isTrue();
    assertThat(problems(yaml.group(1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{subscription: " + ID + "}",
        "{subscription: " + ID + ", cloud: us-government, deadline: 90s}",
        "{subscription: " + ID + ", credential: {kind: managed-identity}}",
        "{subscription: "
            + ID
            + ", resource-groups: [contoso, hub], network-watcher: /subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkWatchers/w}",
        "{subscription: "
            + ID
            + ", endpoints: {resource-manager: 'https://a', authority: 'https://b',"
            + " log-analytics: 'https://c'}}"
      })
  void the_schema_accepts_what_the_reader_accepts(String document) throws IOException {
    assertThat(problems(document)).isEmpty();
    assertThat(PlatformDescriptor.read(file(document))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{tenant: " + ID + "}",
        "{subscription: " + ID + ", resource-group: contoso}",
        "{subscription: " + ID + ", resourceGroups: [contoso]}",
        "{subscription: " + ID + ", resource-groups: {first: contoso}}",
        "{subscription: " + ID + ", cloud: germany}",
        "{subscription: " + ID + ", credential: {kind: password}}",
        "{subscription: " + ID + ", credential: {kind: azure-cli, password: hunter2}}",
        "{subscription: " + ID + ", endpoints: {resource-manager: 'https://a'}}",
        "{subscription: " + ID + ", deadline: soon}"
      })
  void the_schema_refuses_what_the_reader_refuses(String document) throws IOException {
    assertThat(problems(document)).isNotEmpty();
    Path file = file(document);
    assertThatThrownBy(() -> PlatformDescriptor.read(file)).isInstanceOf(DescriptorException.class);
  }

  private static List<String> problems(String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema.validate(new JsonMapper().writeValueAsString(document), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(directory.resolve("platform.yaml"), yaml);
  }

  /** Maven runs tests in the module's folder, editors often in the project's. */
  private static Path below(String module, String file) {
    Path parent = Files.isDirectory(Path.of(module)) ? Path.of("") : Path.of("..");
    return parent.resolve(module).resolve(file);
  }
}
