package dev.plumbline.servers;

import java.util.List;

/**
 * How a test ended in an isolated namespace.
 *
 * @param pass the pass it belongs to
 * @param testClass its class's simple name
 * @param test its name within the class
 * @param status {@code SUCCESSFUL}, {@code ABORTED}, {@code FAILED}, or {@code SKIPPED}
 * @param message the failure's message, or the reason of a skip; empty for a success
 * @param observed what it observed, in sorted lines, where it published that
 */
public record Result(
    String pass,
    String testClass,
    String test,
    String status,
    String message,
    List<String> observed) {}
