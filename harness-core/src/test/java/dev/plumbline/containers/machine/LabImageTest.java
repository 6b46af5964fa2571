package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.LabException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LabImageTest {

  private static final StartUp START_UP = new StartUp("image-test");

  private static Docker docker;

  @BeforeAll
  static void needsDocker() {
    docker = WithDocker.here();
  }

  @Test
  void is_built_once_for_what_it_is_made_of() {
    String image = LabImage.ready(docker, Settings.ofThisJvm(), START_UP);

    assertThat(image).startsWith("docker.io/plumbline/lab:");
    StartUp again = new StartUp("image-test");
    assertThat(LabImage.ready(docker, Settings.ofThisJvm(), again)).isEqualTo(image);
    assertThat(again.steps()).singleElement().asString().startsWith("image " + image + " is there");
  }

  @Test
  void a_base_image_that_is_nowhere_is_an_error_that_says_what_to_set() {
    Settings settings =
        new Settings(Optional.empty(), "127.0.0.1:1/no-such-image:1", Duration.ofMinutes(1));
    long unnamed = WithDocker.unnamedImages();

    assertThatThrownBy(() -> LabImage.ready(docker, settings, START_UP))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("cannot be built from 127.0.0.1:1/no-such-image:1 by Docker ")
        .hasMessageContaining("plumbline.containers.base-image")
        .hasMessageContaining("PLUMBLINE_CONTAINERS_BASE_IMAGE")
        .hasMessageContaining("PLUMBLINE_CONTAINERS_IMAGE")
        .hasMessageContaining("HTTPS_PROXY");
    assertThat(WithDocker.unnamedImages()).isEqualTo(unnamed);
  }

  @Test
  void a_step_that_fails_is_an_error_with_the_last_lines_of_the_build() {
    byte[] dockerfile =
        """
        ARG BASE
        FROM ${BASE}
        RUN echo 'Err:1 http://mirror.test/debian bookworm InRelease'; exit 100
        """
            .getBytes(StandardCharsets.UTF_8);
    long unnamed = WithDocker.unnamedImages();

    assertThatThrownBy(() -> LabImage.ready(docker, Settings.ofThisJvm(), START_UP, dockerfile))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("returned a non-zero code: 100")
        .hasMessageContaining("\n  Err:1 http://mirror.test/debian bookworm InRelease");
    assertThat(WithDocker.unnamedImages()).isEqualTo(unnamed);
  }

  @Test
  void an_image_made_elsewhere_that_lacks_programs_is_refused_naming_them() {
    Settings settings =
        new Settings(Optional.of("debian:bookworm-slim"), "unused", Duration.ofMinutes(1));

    assertThatThrownBy(() -> LabImage.ready(docker, settings, START_UP))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("the lab's image debian:bookworm-slim, which is named by")
        .hasMessageContaining("  - the program nginx\n")
        .hasMessageContaining("  - the file /usr/lib/nginx/modules/ngx_http_lua_module.so\n")
        .hasMessageContaining("  - the file /usr/share/modsecurity-crs/rules")
        .hasMessageEndingWith(
            "\nBuild it from the Dockerfile in the jar of harness-core: dev/plumbline/containers/machine/Dockerfile");
    assertThat(LabImage.class.getResource("/dev/plumbline/containers/machine/Dockerfile"))
        .isNotNull();
  }

  @Test
  void an_image_made_elsewhere_is_used_as_it_is() {
    String image = LabImage.ready(docker, Settings.ofThisJvm(), START_UP);
    Settings settings = new Settings(Optional.of(image), "unused", Duration.ofMinutes(1));

    assertThat(LabImage.ready(docker, settings, START_UP)).isEqualTo(image);
  }

  @Test
  void an_image_made_elsewhere_that_cannot_be_pulled_is_an_error() {
    Settings settings =
        new Settings(Optional.of("127.0.0.1:1/no-such-lab:1"), "unused", Duration.ofMinutes(1));

    assertThatThrownBy(() -> LabImage.ready(docker, settings, START_UP))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("127.0.0.1:1/no-such-lab:1")
        .hasMessageContaining("cannot pull it: ")
        .hasMessageNotContaining("Could not pull image")
        .hasMessageContaining("plumbline.containers.image");
  }
}
