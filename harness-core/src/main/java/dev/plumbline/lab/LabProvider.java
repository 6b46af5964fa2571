package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import org.jspecify.annotations.Nullable;

/** Realises environments on one ground. Found through {@link java.util.ServiceLoader}. */
public interface LabProvider {

  /** Returns the ground. */
  Ground ground();

  /**
   * Realises an environment. When it returns, everything is up.
   *
   * @param environment what to realise
   * @param network the network description; null only on the ground {@code live}
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  Realisation open(Environment environment, @Nullable Network network);
}
