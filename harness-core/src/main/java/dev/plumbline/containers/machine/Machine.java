package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where a {@link Plan} has been carried out, and how to talk to it. Everything of it ends when it
 * is closed, and when this JVM ends.
 */
public interface Machine extends AutoCloseable {

  /**
   * Returns where its SOCKS5 server is (RFC 1928). Which {@linkplain Plan.Place place} a connection
   * starts from is the user name (RFC 1929); the password is {@link #secret()}.
   */
  InetSocketAddress socks();

  /**
   * Returns where its control server is: HTTP, with {@code Authorization: Bearer} and the secret.
   */
  InetSocketAddress control();

  /** Returns the secret that only this lab knows. */
  String secret();

  /** Returns the latest lines of what its programs have said, for messages. */
  List<String> lastLines();

  /**
   * Returns how it has ended although nobody closed it, with what its programs said last; empty
   * while it runs. A connection that is lost may be noticed a moment before this is known: {@link
   * #endedSoon} waits for it.
   */
  Optional<String> ended();

  /** Returns what {@link #ended} does, and waits for it a moment when it is not known yet. */
  default Optional<String> endedSoon() {
    return ended();
  }

  @Override
  void close();
}
