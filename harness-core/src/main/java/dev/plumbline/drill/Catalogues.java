package dev.plumbline.drill;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Puts the catalogues together. */
final class Catalogues {

  private Catalogues() {}

  /**
   * Returns all misconfigurations of an environment's network, each name once: those of its own
   * kind of description before those of the core.
   */
  static List<Misconfiguration> of(Environment environment, Network network) {
    Map<String, Misconfiguration> all = new LinkedHashMap<>();
    for (Misconfigurations source : sources()) {
      for (Misconfiguration one : source.of(environment, network)) {
        if (all.putIfAbsent(one.name(), one) != null) {
          throw new IllegalStateException(
              "two misconfigurations have the name \"" + one.name() + "\"");
        }
      }
    }
    for (Misconfiguration one : NetworkMisconfigurations.of(network)) {
      all.putIfAbsent(one.name(), one);
    }
    return List.copyOf(all.values());
  }

  private static List<Misconfigurations> sources() {
    List<Misconfigurations> sources = new ArrayList<>();
    try {
      ServiceLoader.load(Misconfigurations.class).forEach(sources::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "a "
              + Misconfigurations.class.getName()
              + " on the class path cannot be used: "
              + e.getMessage(),
          e);
    }
    return sources;
  }
}
