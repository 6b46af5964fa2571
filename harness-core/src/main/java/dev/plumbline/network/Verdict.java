package dev.plumbline.network;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fate of a flow, and who decided it. Immutable; texts are made when they are asked for.
 *
 * <p>Two verdicts are equal when everything they say is.
 */
public final class Verdict {

  private final Fate fate;
  private final List<String> hops;
  private final @Nullable Host host;
  private final @Nullable Listener listener;
  private final InetAddress seenSource;
  private final Duration latency;
  private final @Nullable Fault fault;
  // Each a text, or a supplier of it that is replaced by what it gives.
  private Object decidedBy;
  private Object explanation;

  /**
   * Makes a verdict.
   *
   * @param fate what becomes of the flow
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
  public Verdict(
      Fate fate,
      List<String> hops,
      String decidedBy,
      String explanation,
      @Nullable Host host,
      @Nullable Listener listener,
      InetAddress seenSource,
      Duration latency,
      @Nullable Fault fault) {
    this(
        fate,
        List.copyOf(hops),
        (Object) decidedBy,
        explanation,
        host,
        listener,
        seenSource,
        latency,
        fault);
  }

  private Verdict(
      Fate fate,
      List<String> hops,
      Object decidedBy,
      Object explanation,
      @Nullable Host host,
      @Nullable Listener listener,
      InetAddress seenSource,
      Duration latency,
      @Nullable Fault fault) {
    this.fate = fate;
    this.hops = hops;
    this.decidedBy = decidedBy;
    this.explanation = explanation;
    this.host = host;
    this.listener = listener;
    this.seenSource = seenSource;
    this.latency = latency;
    this.fault = fault;
  }

  /** Makes a verdict whose texts are texts or suppliers of them. */
  static Verdict lazily(
      Fate fate,
      Hops hops,
      Object decidedBy,
      Object explanation,
      @Nullable Host host,
      @Nullable Listener listener,
      InetAddress seenSource,
      Duration latency,
      @Nullable Fault fault) {
    return new Verdict(
        fate, hops, decidedBy, explanation, host, listener, seenSource, latency, fault);
  }

  /** Returns what becomes of the flow. */
  public Fate fate() {
    return fate;
  }

  /** Returns the way it went, up to where it was decided, each hop in words; unmodifiable. */
  public List<String> hops() {
    return hops;
  }

  /** Returns the rule, route or listener that decided, with its name and priority. */
  public String decidedBy() {
    String text = Hops.inWords(decidedBy);
    decidedBy = text;
    return text;
  }

  /** Returns one sentence that says why. */
  public String explanation() {
    String text = Hops.inWords(explanation);
    explanation = text;
    return text;
  }

  /** Returns the host it arrives at; null when it does not arrive. */
  public @Nullable Host host() {
    return host;
  }

  /** Returns the listener that takes it; null when none does. */
  public @Nullable Listener listener() {
    return listener;
  }

  /** Returns the source address that the destination sees. */
  public InetAddress seenSource() {
    return seenSource;
  }

  /** Returns how long each direction takes longer than nothing. */
  public Duration latency() {
    return latency;
  }

  /**
   * Returns the fault that shapes the connection without deciding its fate, such as half-open; null
   * for none.
   */
  public @Nullable Fault fault() {
    return fault;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Verdict verdict
        && fate == verdict.fate
        && Objects.equals(host, verdict.host)
        && Objects.equals(listener, verdict.listener)
        && seenSource.equals(verdict.seenSource)
        && latency.equals(verdict.latency)
        && Objects.equals(fault, verdict.fault)
        && decidedBy().equals(verdict.decidedBy())
        && explanation().equals(verdict.explanation())
        && hops.equals(verdict.hops);
  }

  @Override
  public int hashCode() {
    return Objects.hash(fate, seenSource, latency, decidedBy());
  }

  /** Returns everything it says. */
  @Override
  public String toString() {
    return "Verdict["
        + fate
        + " by "
        + decidedBy()
        + ": "
        + explanation()
        + ", hops "
        + hops
        + ", seen source "
        + seenSource.getHostAddress()
        + ", latency "
        + latency
        + (fault == null ? "" : ", " + fault)
        + "]";
  }

  /** What becomes of a flow. */
  public enum Fate {
    /** It arrives at a listener. */
    DELIVERED,
    /** It vanishes, or its answer does. */
    DROPPED,
    /** It is refused: by a rule, or because nothing listens. */
    REJECTED,
    /** There is no way, or no such host. */
    NO_ROUTE
  }
}
