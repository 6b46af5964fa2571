package dev.plumbline.drill;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environments;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import java.util.Locale;
import java.util.Objects;

/** Environments for drills: simulated, whatever ground the run around them is on. */
final class Simulated {

  private Simulated() {}

  /**
   * Returns an environment on the ground {@code simulated}.
   *
   * @throws IllegalStateException when it is on the ground {@code live}
   */
  static Loaded load(String name) {
    Loaded loaded = Environments.loadWithNetwork(name);
    Environment environment = loaded.environment();
    if (environment.ground() == Ground.LIVE || loaded.network() == null) {
      throw new IllegalStateException(
          "a drill breaks the network on purpose, and only one that is simulated: environment \""
              + environment.name()
              + "\" is on the ground "
              + environment.ground().name().toLowerCase(Locale.ROOT));
    }
    return environment.ground() == Ground.SIMULATED
        ? loaded
        : new Loaded(
            environment.toBuilder().ground(Ground.SIMULATED).build(),
            loaded.network(),
            loaded.secrets(),
            loaded.notes());
  }

  static Network network(Loaded loaded) {
    return Objects.requireNonNull(loaded.network());
  }
}
