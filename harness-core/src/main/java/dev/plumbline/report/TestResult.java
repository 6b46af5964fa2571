package dev.plumbline.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one test of a run ended.
 *
 * @param id its unique id: the owner of its observations in the journal
 * @param path what it is part of, outermost first: classes, a parameterised method
 * @param name its display name
 * @param environment the name of its environment; null when there is none
 * @param status how it ended
 * @param message the message of its failure, or the reason it was skipped for; null when it passed
 * @param error the name of the failure's class; null when there was none
 * @param startedAt when it began
 * @param took how long it took; zero for one that was skipped
 */
public record TestResult(
    String id,
    List<String> path,
    String name,
    @Nullable String environment,
    Status status,
    @Nullable String message,
    @Nullable String error,
    Instant startedAt,
    Duration took) {

  /** Copies the path. */
  public TestResult {
    path = List.copyOf(path);
  }

  /** How a test ended. */
  public enum Status {
    /** What it asserted held, and it asserted something. */
    PASSED,
    /** It failed. */
    FAILED,
    /** It proved nothing, for want of a positive control; whether it failed or was aborted. */
    INCONCLUSIVE,
    /** It did not run, or gave up for want of something it assumed. */
    SKIPPED
  }
}
