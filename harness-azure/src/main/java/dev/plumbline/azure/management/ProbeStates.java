package dev.plumbline.azure.management;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.Journal;
import org.jspecify.annotations.Nullable;

/**
 * The states of health probes: those of a lab, or where there is none of one made for it, in which
 * the network is as it is described.
 */
final class ProbeStates implements AutoCloseable {

  private final Network network;
  private final @Nullable Lab given;
  private @Nullable Lab own;
  private boolean closed;

  ProbeStates(Network network, @Nullable Lab given) {
    this.network = network;
    this.given = given;
  }

  HealthObservation of(String probe) {
    Lab lab = lab();
    return lab.vantages().get(0).probe(probe);
  }

  private synchronized Lab lab() {
    if (given != null && !given.vantages().isEmpty()) {
      return given;
    } else if (closed) {
      throw new IllegalStateException("the simulated resource manager is closed");
    }
    Lab opened = own;
    if (opened == null) {
      String segment = network.segments().get(0).name();
      opened =
          Lab.open(
              Environment.builder(network.name()).vantage("reader", segment).build(),
              network,
              new Journal());
      own = opened;
    }
    return opened;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (own != null) {
      own.close();
      own = null;
    }
  }
}
