package dev.plumbline.lab;

import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What one attempt of a gateway's health probe found. The reasons use the words of the Azure
 * Application Gateway's backend health, so that who knows these recognises the cause.
 *
 * @param good whether the answer was good
 * @param reason why, in one sentence or two
 */
public record ProbeFinding(boolean good, String reason) {

  /**
   * How long an attempt may take in real time, whatever the probe's time-out: 15 seconds. A backend
   * that is slow by description must not make a test wait two minutes; long enough for the first
   * TLS handshake of a JVM on a busy machine, so that no lab opens with healthy backends held
   * unhealthy.
   */
  static final Duration LONGEST_REAL_TIMEOUT = Duration.ofSeconds(15);

  private static final List<PortRange> USUALLY_GOOD = List.of(new PortRange(200, 399));

  /** Returns how long an attempt may take in real time: the probe's time-out, 15 s at most. */
  public static Duration patience(Probe probe) {
    return probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) < 0
        ? probe.timeout()
        : LONGEST_REAL_TIMEOUT;
  }

  /** Returns what a probe makes of an answer: of its status, then of its body. */
  public static ProbeFinding answered(Probe probe, int status, String body) {
    List<PortRange> good = probe.statuses().isEmpty() ? USUALLY_GOOD : probe.statuses();
    if (good.stream().noneMatch(range -> range.contains(status))) {
      return bad(
          "Status code of the backend's HTTP response did not match the probe setting. Expected:{%s} Received:{%d}."
              .formatted(
                  good.stream().map(PortRange::toString).collect(Collectors.joining(",")), status));
    }
    String text = probe.bodyContains();
    if (text != null && !body.contains(text)) {
      return bad(
          "Body of the backend's HTTP response did not match the probe setting. It does not contain \"%s\"."
              .formatted(text));
    }
    return new ProbeFinding(true, "Success. Received " + status + " status code");
  }

  /**
   * Returns that a member's name has no address.
   *
   * @param how who found that, in a sentence
   */
  public static ProbeFinding unresolved(String how) {
    return bad(
        "The gateway could not create a probe for this backend: its FQDN was not resolved. " + how);
  }

  /**
   * Returns that no connection opened.
   *
   * @param how what became of it, in a sentence
   */
  public static ProbeFinding notConnected(int port, String how) {
    return bad(
        "The gateway could not connect to the backend. Check that it answers on port %d, and that no NSG/UDR/Firewall is in the way. %s"
            .formatted(port, how));
  }

  /** Returns that no answer came in time; it says so where less was waited than the probe would. */
  public static ProbeFinding late(Probe probe) {
    boolean cut = probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) > 0;
    return bad(
        "Time taken by the backend to respond to the health probe is more than the timeout threshold of %s in the probe setting%s."
            .formatted(
                inWords(probe.timeout()),
                cut ? " (the lab waits " + inWords(LONGEST_REAL_TIMEOUT) + " at most)" : ""));
  }

  /**
   * Returns that what came is no HTTP, or broke off.
   *
   * @param how what came, in a sentence
   */
  public static ProbeFinding notHttp(String member, String how) {
    return bad(
        "The backend %s did not answer the health probe with HTTP. %s".formatted(member, how));
  }

  /** Returns what is no good for a reason that is a sentence of its own. */
  public static ProbeFinding bad(String reason) {
    return new ProbeFinding(false, reason);
  }

  private static String inWords(Duration time) {
    return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
