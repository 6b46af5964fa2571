package dev.plumbline.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * Real servers are started where nothing can leave the machine, and nowhere else; and they do not
 * outlive their run.
 */
class IsolationTest {

  @Test
  void refuses_to_start_servers_outside_of_a_namespace_of_its_own(@TempDir Path directory) {
    Requirements.that(Files.exists(Path.of("/proc/self/ns/net")), "network namespaces need Linux");
    assertThatThrownBy(
            () ->
                RealServers.start(
                    new Small().network(), new Small().environment(), directory, false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not a network namespace of its own");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void servers_run_in_another_network_namespace_without_a_way_out_and_end_with_it(
      @TempDir Path directory) throws IOException, InterruptedException {
    List<Result> results = IsolatedNamespace.run(Small.class, directory);
    assertThat(results).extracting(Result::status).as("%s", results).containsExactly("SUCCESSFUL");
    assertThat(runningIn(directory)).isEmpty();
  }

  @Test
  void a_run_that_fails_says_why_and_leaves_no_server_behind(@TempDir Path directory) {
    assertThatThrownBy(() -> IsolatedNamespace.run(Unprepared.class, directory))
        .hasMessageContaining("this stage cannot be prepared");
    assertThat(runningIn(directory)).isEmpty();
  }

  private static List<String> runningIn(Path directory) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(command -> command.contains(directory.toString()))
        .toList();
  }

  /** One name and one server. */
  static class Small implements Stage {
    Small() {}

    @Override
    public Network network() {
      return Network.builder("small")
          .segment("here", "10.1.0.0/24")
          .host("dns", "here", "10.1.0.53", host -> host.resolver())
          .host("web", "here", "10.1.0.5", host -> host.http(80, Handling.replying(200, "")))
          .build();
    }

    @Override
    public Environment environment() {
      return Environment.builder("small")
          .ground(Ground.LIVE)
          .vantage("here", v -> v.segment("here").bind("10.1.0.10"))
          .build();
    }

    @Override
    public List<Pass> passes(Path directory, Path trust) {
      assertThat(trust).content().startsWith("-----BEGIN CERTIFICATE-----");
      return List.of(
          new Pass(
              "inside", Map.of(), List.of(DiscoverySelectors.selectClass(InsideTestCases.class))));
    }
  }

  /** Fails once the servers are up. */
  static class Unprepared extends Small {
    Unprepared() {}

    @Override
    public List<Pass> passes(Path directory, Path trust) {
      throw new IllegalStateException("this stage cannot be prepared");
    }
  }

  /** Run inside. */
  static class InsideTestCases {
    @Test
    void nothing_leads_out() throws IOException, InterruptedException {
      Isolation.require();
      assertThat(Command.run(List.of("ip", "route", "show", "default"))).isEmpty();
    }
  }
}
