package dev.plumbline.report;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a run is to report, and writes it when the run is over. Safe for use by many
 * threads.
 */
public final class RunReport {

  private final Journal journal;
  private final Instant startedAt = Instant.now();
  private final Map<String, Environment> environments = new LinkedHashMap<>();
  private final Map<String, List<String>> notes = new HashMap<>();
  private final Set<String> cameUp = new HashSet<>();
  private final Map<String, TestResult> results = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();
  private final Map<Integer, String> attributed = new HashMap<>();
  private RunFacts facts = RunFacts.UNKNOWN;
  private @Nullable RunShard shard;

  /**
   * Makes the report of a run that has just begun.
   *
   * @throws IllegalStateException when no report could be written in the end, because Jackson's
   *     jars on the class path do not fit together
   */
  public RunReport(Journal journal) {
    JacksonParts.requireFitting();
    this.journal = journal;
  }

  /**
   * Adds an environment of the run.
   *
   * @param environment the environment
   * @param secrets texts that must appear neither in the report nor in the messages of assertions
   * @param notes what was left out of its network, and what was taken for granted
   */
  public synchronized void environment(
      Environment environment, Collection<String> secrets, List<String> notes) {
    environments.put(environment.name(), environment);
    this.notes.put(environment.name(), List.copyOf(notes));
    journal.secrets(secrets);
  }

  /**
   * Adds how the first lab of an environment came up to its notes; those that come later are like
   * it.
   *
   * @param environment the environment's name
   * @param steps what was done, and how long it took; nothing is added when there are none
   */
  public synchronized void cameUp(String environment, List<String> steps) {
    if (!steps.isEmpty() && cameUp.add(environment)) {
      List<String> all = new ArrayList<>(notes.getOrDefault(environment, List.of()));
      steps.forEach(step -> all.add("its first lab came up: " + step));
      notes.put(environment, List.copyOf(all));
    }
  }

  /** Says what the reports of this run's jobs have in common. */
  public synchronized void facts(RunFacts facts) {
    this.facts = facts;
  }

  /** Says which part of a run this is. */
  public synchronized void shard(RunShard shard) {
    this.shard = shard;
  }

  /** Adds the result of a test, in place of an earlier one of the same test. */
  public synchronized void result(TestResult result) {
    results.put(result.id(), result);
  }

  /**
   * Adds something that went wrong outside any test, for example a lab that could not be closed.
   */
  public synchronized void problem(String problem) {
    problems.add(problem);
  }

  /**
   * Says whose an observation is, where its owner in the journal does not: a dynamic test that
   * shares its factory's view of the lab.
   *
   * @param number the observation's number
   * @param test the unique id of the test
   */
  public synchronized void attribute(int number, String test) {
    attributed.put(number, test);
  }

  /**
   * Writes {@code report.json}, {@code report.html} and {@code summary.md}; for each baseline that
   * was compared with, what is not as it has it as {@code baseline-<name>.md}, and what the network
   * showed as {@code baseline-<name>.json}, another recording of the same with a number. Files of
   * an earlier run that are there are moved to {@code earlier/}, and the new ones name them: runs
   * of several JVMs do not lose each other's reports.
   *
   * @param directory where to; made when it is not there
   * @return the HTML file
   * @throws IOException when a file cannot be written
   */
  public synchronized Path write(Path directory) throws IOException {
    return new ReportFiles(directory).write(model(), journal.tables(), journal.redaction());
  }

  /** Returns the report as data; nothing in it is redacted. */
  synchronized ReportModel model() {
    return new ModelOfRun(journal, attributed)
        .make(
            startedAt,
            Duration.between(startedAt, Instant.now()),
            facts,
            shard,
            environments.values(),
            notes,
            results.values(),
            journal.tables(),
            journal.awaited(),
            journal.watched(),
            problems);
  }
}
