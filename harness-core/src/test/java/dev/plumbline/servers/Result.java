package dev.plumbline.servers;

import java.util.List;

/**
 * How one test ended.
 *
 * @param pass the run it belongs to
 * @param testClass the simple name of its class
 * @param method the name of its method; empty for what is no test
 * @param test its display name
 * @param status {@code SUCCESSFUL}, {@code FAILED}, {@code ABORTED} or {@code SKIPPED}
 * @param message why it did not succeed; empty when it did
 * @param observed what it published as observed, line by line
 * @param shortly the same in a few words
 */
public record Result(
    String pass,
    String testClass,
    String method,
    String test,
    String status,
    String message,
    List<String> observed,
    String shortly) {
  /** Copies the list. */
  public Result {
    observed = List.copyOf(observed);
  }
}
