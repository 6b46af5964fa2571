package dev.plumbline.examples.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.network.Network;
import dev.plumbline.servers.LiveEnvironment;
import dev.plumbline.servers.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/**
 * The classes of the example suite: pointed to an environment on the ground live, and once more as
 * they are.
 */
public final class ExamplesStage implements Stage {

  private static final String ENVIRONMENT = "contoso";

  /** Most of the time goes into waiting for what is dropped. */
  private static final int THREADS = 6;

  private final Environments.Loaded simulated = Environments.loadWithNetwork(ENVIRONMENT);

  /** Makes the stage. */
  public ExamplesStage() {}

  @Override
  public Network network() {
    return Objects.requireNonNull(simulated.network());
  }

  @Override
  public Environment environment() {
    return LiveEnvironment.of(simulated.environment(), network());
  }

  @Override
  public boolean firewalls() {
    return true;
  }

  @Override
  public List<Pass> passes(Path directory, Path trust) throws IOException {
    String network = Objects.requireNonNull(simulated.environment().network());
    Path environment =
        mayBeAttacked(LiveEnvironment.write(environment(), network, trust, directory), directory);
    List<DiscoverySelector> suite = new ArrayList<>();
    classes().forEach(c -> suite.add(DiscoverySelectors.selectClass(c)));
    return List.of(
        new Pass("servers", Map.of(Environments.PROPERTY, environment.toString()), suite, THREADS),
        new Pass("simulation", Map.of(), suite, THREADS));
  }

  /**
   * Adds to the file of an environment what lets attacks be sent to it, within a budget, and where
   * the firewall's log is.
   */
  static Path mayBeAttacked(Path file, Path directory) throws IOException {
    return Files.writeString(
        file,
        """
        firewall-logs:
          - {format: modsecurity-json-complete, path: %s}
        guards:
          attack-traffic:
            authorised: [api.contoso.net, portal.contoso.net, 203.0.113.10]
            budget: {requests: 1000, per-second: 50}
        """
            .formatted(directory.resolve("audit.log")),
        StandardOpenOption.APPEND);
  }

  /** Returns the classes of the suite that are about this environment. */
  static List<Class<?>> classes() {
    String suite = "dev.plumbline.examples";
    return ReflectionSupport.findAllClassesInPackage(
        suite,
        c -> {
          NetworkTest test = c.getAnnotation(NetworkTest.class);
          return test != null
              && test.value().equals(ENVIRONMENT)
              && c.getPackageName().equals(suite);
        },
        name -> true);
  }
}
