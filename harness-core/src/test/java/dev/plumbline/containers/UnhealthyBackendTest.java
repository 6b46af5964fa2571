package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnhealthyBackendTest {

  @TempDir private Path directory;

  @Test
  void an_answer_of_a_gateway_without_a_healthy_backend_tells_what_its_probes_have_found() {
    Network network =
        Network.builder("probed")
            .segment("net", "10.7.0.0/24")
            .host("app", "net", "10.7.0.5", host -> host.http(80, Handling.replying(404, "no")))
            .host(
                "gw",
                "net",
                "10.7.0.4",
                host ->
                    host.upstream(
                            "app",
                            80,
                            upstream -> upstream.members("10.7.0.5").probe("alive", probe -> {}))
                        .http(80, Handling.forwardingTo("app")))
            .build();
    Environment environment =
        Environment.builder("probed").ground(Ground.CONTAINERS).vantage("desk", "net").build();
    try (Lab lab =
        NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()))) {
      HttpObservation seen = lab.vantage("desk").get("http://10.7.0.4/");
      assertThatThrownBy(() -> assertThat(seen).hasStatus(200))
          .hasMessageContaining(
              "listener TCP 80 of host gw; health probe: backend 10.7.0.5:80 of upstream app is unhealthy: Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.");
      assertThat(lab.vantage("desk").get("http://10.7.0.5/").provenance().diagnosis().route())
          .isNotEmpty()
          .allMatch(hop -> hop.startsWith("described: "));
    }
  }
}
