package dev.plumbline.contract;

import dev.plumbline.containers.ContainersLabProvider;
import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import dev.plumbline.servers.TestRun;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** The contract run on each ground, once in a JVM. */
final class Grounds {

  private static final Map<Arm, List<Result>> RUNS = new EnumMap<>(Arm.class);

  private Grounds() {}

  /**
   * Returns what became of the behaviours on a ground. Skips the calling test where the machine
   * lacks what the ground needs.
   *
   * @param directory where configurations, logs and results are written
   */
  static synchronized List<Result> run(Arm arm, Path directory)
      throws IOException, InterruptedException {
    List<Result> known = RUNS.get(arm);
    if (known == null) {
      known =
          switch (arm) {
            case SIMULATION -> here(arm, OnSimulation.class);
            case LIVE -> IsolatedNamespace.run(ContractStage.class, directory);
            case NAMESPACES -> here(arm, InNamespaces.class);
            case CONTAINERS -> {
              Optional<String> without = new ContainersLabProvider().unavailable();
              Requirements.that(without.isEmpty(), without.orElse(""));
              yield here(arm, InContainers.class);
            }
          };
      RUNS.put(arm, known);
    }
    return known;
  }

  private static List<Result> here(Arm arm, Class<? extends LabContract> contract) {
    return TestRun.of(arm.title(), List.of(DiscoverySelectors.selectClass(contract)));
  }
}
