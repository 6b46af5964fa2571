package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** What a daemon says, in messages. */
class DockerTest {

  @ParameterizedTest
  @CsvSource({"Podman Engine, Podman", "Engine, Docker"})
  void who_answers_is_told_by_its_components(String component, String product) {
    String json = "{\"Version\": \"4.3.1\", \"Components\": [{\"Name\": \"%s\"}]}";
    Version version = JsonMapper.shared().readValue(json.formatted(component), Version.class);
    assertThat(Docker.product(version)).isEqualTo(product);
  }

  @Test
  void who_tells_no_components_is_docker() {
    assertThat(Docker.product(new Version())).isEqualTo("Docker");
  }

  @Test
  void what_was_said_instead_of_beginning_to_tell_is_the_reason() {
    ResultCallback.Adapter<Frame> refused = new ResultCallback.Adapter<>() {};
    refused.onError(new ConflictException("setting rlimits: operation not permitted"));
    assertThatThrownBy(() -> DockerMachine.started(refused))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining("setting rlimits: operation not permitted");
  }
}
