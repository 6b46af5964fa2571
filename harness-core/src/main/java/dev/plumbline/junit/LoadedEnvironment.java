package dev.plumbline.junit;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An environment with its network description, read and ready to be opened. */
record LoadedEnvironment(Environment environment, @Nullable Network network, List<String> secrets) {

  static LoadedEnvironment load(String name) {
    throw new UnsupportedOperationException(name);
  }

  Lab open(Journal journal, String suffix) {
    return Lab.open(environment, network, journal);
  }
}
