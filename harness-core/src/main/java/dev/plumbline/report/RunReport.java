package dev.plumbline.report;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects what a run is to report, and writes it when the run is over. Safe for use by many threads. */
public final class RunReport {

  private final Journal journal;
  private final Instant startedAt = Instant.now();
  private final Map<String, Environment> environments = new LinkedHashMap<>();
  private final Map<String, TestResult> results = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Set<String> secrets = new LinkedHashSet<>();

  /** Makes the report of a run that has just begun. */
  public RunReport(Journal journal) {
    this.journal = journal;
  }

  /**
   * Adds an environment of the run.
   *
   * @param environment the environment
   * @param secrets texts that must not appear in the report
   */
  public synchronized void environment(Environment environment, Collection<String> secrets) {
    environments.put(environment.name(), environment);
    this.secrets.addAll(secrets);
  }

  /** Adds the result of a test, in place of an earlier one of the same test. */
  public synchronized void result(TestResult result) {
    results.put(result.id(), result);
  }

  /** Adds something that went wrong outside any test, for example a lab that could not be closed. */
  public synchronized void problem(String problem) {
    problems.add(problem);
  }

  /**
   * Writes {@code report.json}, {@code report.html} and {@code summary.md}.
   *
   * @param directory where to; made when it is not there
   * @return the HTML file
   * @throws IOException when a file cannot be written
   */
  public synchronized Path write(Path directory) throws IOException {
    throw new IOException("to be written");
  }
}
