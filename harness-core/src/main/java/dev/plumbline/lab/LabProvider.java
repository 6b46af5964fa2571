package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Realises environments on one ground. Found through {@link java.util.ServiceLoader}. */
public interface LabProvider {

  /** Returns the ground. */
  Ground ground();

  /**
   * Returns why no environment can be realised on this machine, in words for a skipped test; empty
   * where one can. A machine that lacks what the ground stands on is no error: it is for other
   * grounds. What is there and broken, or what a project has forgotten, is an error of {@link
   * #open}, not a reason.
   *
   * <p>Quick, and the same answer every time in a JVM: what fails while tests run is no reason to
   * skip the rest of them.
   */
  default Optional<String> unavailable() {
    return Optional.empty();
  }

  /**
   * Realises an environment. When it returns, everything is up.
   *
   * @param environment what to realise
   * @param network the network description; null only on the ground {@code live}
   * @throws LabException when it cannot be realised; nothing is left behind then
   */
  Realisation open(Environment environment, @Nullable Network network);

  /**
   * Realises an environment for a drill, which asks for much and waits for what is certain: as
   * {@link #open} does, but whatever has to time out since the network drops it may have timed out
   * at once. Unless overridden it is {@link #open}.
   */
  default Realisation openForDrill(Environment environment, Network network) {
    return open(environment, network);
  }
}
