package dev.plumbline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/** YAML documents against JSON Schemas, as an editor checks them. */
public final class Schemas {

  private static final JsonMapper JSON = new JsonMapper();

  private Schemas() {}

  /** Fails if a schema refuses a document. */
  public static void assertAccepts(String schema, String yaml) {
    assertThat(validated(schema, yaml)).isEmpty();
  }

  /** Fails if a schema accepts a document. */
  public static void assertRefuses(String schema, String yaml) {
    assertThat(validated(schema, yaml)).isNotEmpty();
  }

  /** Returns the text of a resource. */
  public static String resource(String path) {
    try (InputStream stream =
        Objects.requireNonNull(Schemas.class.getClassLoader().getResourceAsStream(path), path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> validated(String schema, String yaml) {
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    Object document = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return compiled.validate(JSON.writeValueAsString(document), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }
}
