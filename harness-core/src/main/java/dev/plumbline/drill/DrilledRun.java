package dev.plumbline.drill;

import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a drill puts in place of what a run of tests would use: the run takes its environment from
 * here, and tells here what it would tell its report. A run finds it in the store of JUnit's
 * launcher session, under this class: each run of a drill has a session of its own, so that runs
 * beside one another, and the one that the drill is a test of, know nothing of each other.
 */
public final class DrilledRun {

  private final Function<String, Loaded> environments;
  private final Network network;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Journal journal;

  DrilledRun(Function<String, Loaded> environments, Network network) {
    this.environments = environments;
    this.network = network;
  }

  /**
   * Returns an environment by the name that a test gives it, with the network of the drill.
   *
   * @throws IllegalStateException when it is not the environment of the drill
   */
  public Loaded environment(String name) {
    Loaded loaded = environments.apply(name);
    return new Loaded(loaded.environment(), network, loaded.secrets(), loaded.notes());
  }

  /** Told when the run is over. */
  public synchronized void ended(Journal journal) {
    this.journal = journal;
  }

  /** Told what went wrong outside any test. */
  public synchronized void problem(String problem) {
    problems.add(problem);
  }

  /** Returns what was observed; null when no network test ran. */
  synchronized @Nullable Journal journal() {
    return journal;
  }

  synchronized List<String> problems() {
    return List.copyOf(problems);
  }
}
