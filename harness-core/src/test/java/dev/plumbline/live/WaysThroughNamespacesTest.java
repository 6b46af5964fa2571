package dev.plumbline.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import dev.plumbline.servers.Stage;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** What is reached only by way of a jump host or a proxy, in namespaces; skipped without root. */
public class WaysThroughNamespacesTest {

  @TestFactory
  Stream<DynamicTest> what_lies_behind_is_seen_by_way_of_it_alone(@TempDir Path directory)
      throws IOException, InterruptedException {
    for (String command :
        List.of("sshd", "ssh-keygen", "microsocks", "tinyproxy", "unbound", "nsenter")) {
      Requirements.command(command);
    }
    List<Result> results = IsolatedNamespace.run(Around.class, directory);
    assertThat(results).hasSizeGreaterThan(10);
    return results.stream()
        .map(
            result ->
                DynamicTest.dynamicTest(
                    result.test(),
                    () ->
                        assertThat(result.status()).as(result.message()).isEqualTo("SUCCESSFUL")));
  }

  /** The namespace that looks: what is around it is made by the tests themselves. */
  public static final class Around implements Stage {
    /** Made by the process in the namespace. */
    public Around() {}

    @Override
    public Network network() {
      return Network.builder("around")
          .segment("here", "10.78.0.0/24")
          .host("dns", "here", "10.78.0.53", host -> host.resolver())
          .host("web", "here", "10.78.0.5", host -> host.http(80, Handling.replying(200, "")))
          .build();
    }

    @Override
    public Environment environment() {
      return Environment.builder("around")
          .ground(Ground.LIVE)
          .vantage("here", v -> v.segment("here").bind("10.78.0.10"))
          .build();
    }

    @Override
    public List<Pass> passes(Path directory, Path trust) {
      return List.of(
          new Pass(
              "behind",
              Map.of(BehindTestCases.DIRECTORY, directory.toString()),
              List.of(DiscoverySelectors.selectClass(BehindTestCases.class))));
    }
  }
}
