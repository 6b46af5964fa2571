package dev.plumbline.network;

import dev.plumbline.network.Fault.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The faults of a description together with those of the moment, asked by where a flow passes.
 *
 * <p>A fault that names {@code from} and {@code to} concerns every flow that passes first the one
 * and then the other, be it at its ends or on its way. Its port is the one that the flow goes to
 * where it comes to {@code to}: before a translation there, and after one on the way.
 */
final class FaultsInForce {

  private static final FaultsInForce NONE = new FaultsInForce(List.of());

  private final List<Fault> faults;

  private FaultsInForce(List<Fault> faults) {
    this.faults = faults;
  }

  static FaultsInForce of(List<Fault> described, Set<Fault> given) {
    List<Fault> all = Fault.inOrder(described, given);
    return all.isEmpty() ? NONE : new FaultsInForce(all);
  }

  /** Returns the fault that ends a flow, DROP before REJECT; null for none. */
  @Nullable Fault cutting(List<Stop> stops) {
    Fault drop = first(Kind.DROP, stops);
    return drop != null ? drop : first(Kind.REJECT, stops);
  }

  /** Returns whether nothing is broken: then nobody needs to know where a flow passes. */
  boolean isEmpty() {
    return faults.isEmpty();
  }

  /** Returns the first fault that shapes a connection without ending it; null for none. */
  @Nullable Fault shaping(List<Stop> stops) {
    if (faults.isEmpty()) {
      return null;
    }
    for (Kind kind :
        List.of(Kind.HALF_OPEN, Kind.RESET_AFTER, Kind.TRUNCATED_TLS, Kind.SLOW_RESPONSE)) {
      Fault fault = first(kind, stops);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  /** Returns how much later everything is, each way. */
  Duration latency(List<Stop> stops) {
    Duration sum = Duration.ZERO;
    for (Fault fault : faults) {
      if (fault.kind() == Kind.LATENCY && fault.time() != null && concerns(fault, stops)) {
        sum = sum.plus(fault.time());
      }
    }
    return sum;
  }

  /** Returns the fault that closes a host's port; null for none. */
  @Nullable Fault down(String host, int port) {
    for (Fault fault : faults) {
      if (fault.kind() == Kind.HOST_DOWN
          && (host.equals(fault.name()) || host.equals(fault.to()))
          && (fault.port() == null || fault.port() == port)) {
        return fault;
      }
    }
    return null;
  }

  private @Nullable Fault first(Kind kind, List<Stop> stops) {
    for (Fault fault : faults) {
      if (fault.kind() == kind && concerns(fault, stops)) {
        return fault;
      }
    }
    return null;
  }

  private static boolean concerns(Fault fault, List<Stop> stops) {
    for (int to = 1; to < stops.size(); to++) {
      Stop there = stops.get(to);
      if (there.is(fault.to()) && (fault.port() == null || fault.port() == there.port())) {
        for (int from = 0; from < to; from++) {
          if (stops.get(from).is(fault.from())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Returns a fault in words, as {@code fault DROP from workload to apim}. */
  static String describe(Fault fault) {
    return "fault " + fault;
  }

  /**
   * A place that a flow passes.
   *
   * @param segment the segment
   * @param host the host; null when it only passes the segment, or no host is known
   * @param port the port it goes to when it comes there
   */
  record Stop(String segment, @Nullable String host, int port) {
    boolean is(@Nullable String name) {
      return name == null || name.equals(segment) || name.equals(host);
    }
  }
}
