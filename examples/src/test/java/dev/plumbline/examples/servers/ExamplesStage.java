package dev.plumbline.examples.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.network.Network;
import dev.plumbline.servers.LiveEnvironment;
import dev.plumbline.servers.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** The classes of the example suite, pointed to an environment on the ground live. */
public final class ExamplesStage implements Stage {

  private final Environments.Loaded simulated = Environments.loadWithNetwork("contoso");

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
  public void prepare(Path directory, Path trust) throws IOException {
    String network = Objects.requireNonNull(simulated.environment().network());
    Path environment = LiveEnvironment.write(environment(), network, trust, directory);
    System.setProperty(Environments.PROPERTY, environment.toString());
  }

  @Override
  public List<? extends DiscoverySelector> tests() {
    return classes().stream().map(DiscoverySelectors::selectClass).toList();
  }

  /** Returns the classes of the suite. */
  static List<Class<?>> classes() {
    String suite = "dev.plumbline.examples";
    return ReflectionSupport.findAllClassesInPackage(
        suite, c -> c.isAnnotationPresent(NetworkTest.class) && c.getPackageName().equals(suite), name -> true);
  }
}
