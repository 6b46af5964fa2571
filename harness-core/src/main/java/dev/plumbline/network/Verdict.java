package dev.plumbline.network;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fate of a flow, and who decided it.
 *
 * @param fate what becomes of it
 * @param hops the way it went, up to where it was decided, each hop in words
 * @param decidedBy the rule, route or listener that decided, with its name and priority
 * @param explanation one sentence that says why
 * @param host the host it arrives at; null when it does not arrive
 * @param listener the listener that takes it; null when none does
 * @param seenSource the source address that the destination sees
 * @param latency how long each direction takes longer than nothing
 * @param fault the fault that shapes the connection without deciding its fate, such as half-open;
 *     null for none
 */
public record Verdict(
    Fate fate,
    List<String> hops,
    String decidedBy,
    String explanation,
    @Nullable Host host,
    @Nullable Listener listener,
    InetAddress seenSource,
    Duration latency,
    @Nullable Fault fault) {

  /** Copies the hops. */
  public Verdict {
    hops = List.copyOf(hops);
  }

  /** What becomes of a flow. */
  public enum Fate {
    /** It arrives at a listener. */
    DELIVERED,
    /** It vanishes. */
    DROPPED,
    /** It is refused: by a rule, or because nothing listens. */
    REJECTED,
    /** There is no way, or no such host. */
    NO_ROUTE
  }
}
