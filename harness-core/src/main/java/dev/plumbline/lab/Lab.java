package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.vantage.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An environment realised: a network that is up, with its vantages, faults and clock. The owner of all that was opened for it.
 *
 * <p>A test never knows on which ground it stands. Safe for use by many threads; faults and the clock are the whole lab's.
 */
public final class Lab implements AutoCloseable {

  /** TEMPORARY SIGNATURES. */
  public static Lab open(Environment environment, @Nullable Network network, Journal journal) {
    throw new UnsupportedOperationException();
  }

  /** Returns this lab, writing to a test's scope of the journal. */
  public Lab in(String owner) {
    throw new UnsupportedOperationException();
  }

  /** Returns the environment. */
  public Environment environment() {
    throw new UnsupportedOperationException();
  }

  /** Returns the network description. */
  public Optional<Network> network() {
    throw new UnsupportedOperationException();
  }

  /** Returns the journal. */
  public Journal journal() {
    throw new UnsupportedOperationException();
  }

  /** Returns a vantage by name. */
  public Vantage vantage(String name) {
    throw new UnsupportedOperationException();
  }

  /** Puts a fault in place until the guard is closed. */
  public Guard fault(Fault fault) {
    throw new UnsupportedOperationException();
  }

  /** Moves the lab's clock on. */
  public void advance(Duration time) {
    throw new UnsupportedOperationException();
  }

  /** Returns what arrived at a host. */
  public List<Arrival> arrivals(String host) {
    throw new UnsupportedOperationException();
  }

  /** Observes a table of vantages and targets, all cells at once. */
  public ReachabilityMatrix reachability(String table) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  /** Takes a fault away when closed; closing twice is harmless. */
  public interface Guard extends AutoCloseable {
    @Override
    void close();
  }
}
