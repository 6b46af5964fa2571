package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what errors of this machine's network stack stand for. */
final class SocketErrors {

  private SocketErrors() {}

  /**
   * Returns the outcome that an error of the network stack stands for. Only what is known to be
   * said of the destination or the way to it is theirs; every other error is this machine's.
   */
  static Outcome outcome(Exception e, Phase phase) {
    if (e instanceof PortUnreachableException) {
      return new Outcome.Refused();
    }
    String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof NoRouteToHostException
        || words.contains("unreachable")
        || words.contains("no route")) {
      return new Outcome.NoRoute();
    }
    if (words.contains("refused")) {
      return new Outcome.Refused();
    }
    if (words.contains("timed out")) {
      return new Outcome.TimedOut(phase);
    }
    if (words.contains("reset")) {
      return new Outcome.Reset(phase);
    }
    // "Too many open files", "Cannot assign requested address", "Operation not permitted": that is
    // this machine's own trouble, and nothing was asked of anybody.
    return new Outcome.VantageFailed(
        "this machine sends nothing: " + (e.getMessage() == null ? e : e.getMessage()));
  }

  /** Returns why no connection goes from an address to another; null when one can. */
  static Outcome.@Nullable VantageFailed family(
      @Nullable InetAddress bind, InetSocketAddress destination) {
    InetAddress there = destination.getAddress();
    if (bind == null || bind.getClass() == there.getClass()) {
      return null;
    }
    return new Outcome.VantageFailed(
        "it is bound to "
            + bind.getHostAddress()
            + ", from which nothing goes to "
            + there.getHostAddress()
            + ", an address of the other family");
  }
}
