package dev.plumbline.waf;

import dev.plumbline.observation.FirewallReport;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a web application firewall wrote about requests. Safe for use by many threads.
 *
 * <p>A reader answers with what is there now; waiting for what is late is its caller's.
 */
public interface FirewallLog extends AutoCloseable {

  /** Returns its name in messages, for example {@code "ModSecurity audit log"}. */
  String name();

  /**
   * Returns what the log says of a request; empty when it says nothing yet.
   *
   * @throws IllegalStateException when the log cannot be read, or holds what is not its format: the
   *     message names file and line
   */
  Optional<FirewallReport> report(Sent request);

  /**
   * Reads what was written by now, so that an answer finds it read; does nothing unless overridden.
   * It is called now and then while many requests are sent.
   *
   * @throws IllegalStateException when the log cannot be read: the message names the file
   */
  default void readOn() {}

  /**
   * Returns whether the log has an entry for every request that the firewall looked at, also for
   * one in which it found nothing. Otherwise silence proves nothing.
   */
  boolean tellsCleanRequests();

  /**
   * Returns whether an entry is found by the id of its request, which no other request has; false
   * unless overridden. Then two entries may have one transaction id: engines draw theirs at random,
   * from few numbers.
   */
  default boolean findsById() {
    return false;
  }

  /**
   * Returns whether entries may come after the answer to their request, so that silence is waited
   * out; true unless overridden.
   */
  default boolean mayBeLate() {
    return true;
  }

  @Override
  void close();

  /**
   * A request that was sent.
   *
   * @param id the value of its identifying header
   * @param userAgent its User-Agent header; null for none
   * @param method its method
   * @param host its Host header; empty for none
   * @param target its request target
   * @param sentAt when it was sent
   * @param answeredAt when its answer had come, or the wait for it was over
   */
  record Sent(
      String id,
      @Nullable String userAgent,
      String method,
      String host,
      String target,
      Instant sentAt,
      Instant answeredAt) {}
}
