package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.arm.ArmTemplates;
import dev.plumbline.azure.arm.DeploymentOptions;
import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A template, and what its deployment shows, are one model. */
class RoundTripTest {

  @TempDir Path folder;

  private void check(Path template, Map<String, String> values) throws IOException {
    TopologyOptions options = TopologyOptions.defaults().withName("network");
    DeploymentOptions deployment = DeploymentOptions.defaults().with(new RuntimeValues());
    for (Map.Entry<String, String> value : values.entrySet()) {
      options = options.withValue(value.getKey(), value.getValue());
      deployment = deployment.withParameter(value.getKey(), value.getValue());
    }
    List<JsonObject> shown =
        Deployed.show(ArmTemplates.deploy(Source.of(template), deployment).resources());
    Path deployed =
        Files.writeString(
            folder.resolve("deployed.json"),
            new JsonArray(Mark.NOWHERE, List.copyOf(shown)).json());

    assertThat(Topology.from(TopologyOptions.defaults().withName("network"), deployed).model())
        .isEqualTo(Topology.from(options, template).model());
  }

  @ParameterizedTest
  @ValueSource(strings = {"shop.template.json", "around.template.json"})
  void templates(String name) throws IOException {
    check(TopologyFormatsTest.file(name), Map.of());
  }

  @Test
  void the_public_template() throws IOException {
    check(
        SampleTemplate.file(),
        Map.of("base-name", "contoso", "log-analytics-workspace-id", "workspace"));
  }
}
