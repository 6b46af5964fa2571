package dev.plumbline.azure.management;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.vantage.Vantage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What only a running network tells: the states of health probes, what names lead to, what answers.
 * It is that of a given lab, or where there is none of one made for it, in which the network is as
 * it is described, with a vantage in the one segment asked about.
 */
final class LabState implements AutoCloseable {

  private final Network network;
  private final @Nullable Lab given;
  private final Map<String, Lab> own = new LinkedHashMap<>();
  private boolean closed;

  LabState(Network network, @Nullable Lab given) {
    this.network = network;
    this.given = given;
  }

  Network network() {
    return network;
  }

  /** Returns the lab that was given; empty where there is none. */
  Optional<Lab> given() {
    return Optional.ofNullable(given);
  }

  HealthObservation probe(String probe) {
    Lab lab = given != null && !given.vantages().isEmpty() ? given : own(AzureCompiler.INTERNET);
    return lab.vantages().get(0).probe(probe);
  }

  /** Returns a vantage in a segment: one of the given lab, or of one made for it. */
  Vantage in(String segment) {
    if (given != null) {
      for (Vantage vantage : given.vantages()) {
        Environment.VantageSpec described = given.environment().vantages().get(vantage.name());
        if (described != null && segment.equals(described.segment())) {
          return vantage;
        }
      }
    }
    return own(segment).vantage(segment);
  }

  private synchronized Lab own(String segment) {
    if (closed) {
      throw new IllegalStateException("the simulated resource manager is closed");
    }
    Lab opened = own.get(segment);
    if (opened == null) {
      opened =
          Lab.open(
              Environment.builder(network.name()).vantage(segment, segment).build(),
              network,
              new Journal());
      own.put(segment, opened);
    }
    return opened;
  }

  @Override
  public synchronized void close() {
    closed = true;
    own.values().forEach(Lab::close);
    own.clear();
  }
}
