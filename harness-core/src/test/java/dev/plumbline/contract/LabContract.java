package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.observation.Journal;
import dev.plumbline.servers.TestRun;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;

/**
 * What every lab must show that is made from {@link ContractNetwork}: the simulation is trusted
 * where real servers show the same.
 *
 * <p>After each behaviour the lines of {@link Observed} are published, so that whoever runs it on
 * two grounds can compare what was seen there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabContract
    implements NamesContract,
        ForwardersContract,
        ConnectionsContract,
        WaysContract,
        TlsContract,
        HttpContract,
        GatewaysContract,
        HealthContract,
        FirewallsContract,
        FaultsContract,
        LogsContract {

  private @Nullable Lab shared;
  private @Nullable Lab scoped;

  /** Returns the ground under test. */
  abstract Arm arm();

  /** Returns the network to open. */
  Network network() {
    return ContractNetwork.network();
  }

  /** Returns the environment to open: {@link ContractNetwork#environment} on the ground. */
  abstract Environment environment();

  @BeforeAll
  void open() {
    shared = opened();
  }

  /** Opens the lab. */
  Lab opened() {
    return Lab.open(environment(), network(), new Journal());
  }

  @AfterAll
  void close() {
    if (shared != null) {
      shared.close();
    }
  }

  @BeforeEach
  void scope(TestInfo test) {
    scoped = Objects.requireNonNull(shared).in(test.getDisplayName());
    Method method = test.getTestMethod().orElseThrow();
    Stream.of(method, method.getDeclaringClass())
        .flatMap(place -> Stream.of(place.getAnnotationsByType(NotOn.class)))
        .forEach(not -> Assumptions.assumeFalse(not.value() == arm(), not.because()));
  }

  @AfterEach
  void publish(TestReporter reporter) {
    List<Journal.Entry> entries = lab().scope().entries();
    if (entries.isEmpty()) {
      return;
    }
    reporter.publishEntry(TestRun.OBSERVED, String.join("\n", Observed.lines(entries)));
    reporter.publishEntry(TestRun.SHORTLY, Observed.shortly(entries));
  }

  @Override
  public Lab lab() {
    return Objects.requireNonNull(scoped);
  }
}
