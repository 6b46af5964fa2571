package dev.plumbline.sim;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.sim.BackendClient.Result;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * One attempt of a health probe: {@code GET} with the probe's path and Host, over TLS with its host
 * as server name where it says so.
 *
 * <p>Over TLS the certificate is verified as a gateway does: chain, dates, and the name of the
 * probe's host. A probe without a host sends Host {@code 127.0.0.1} and no server name, and has no
 * name that a certificate could be compared with.
 *
 * <p>The reasons use the words of the Azure Application Gateway's backend health, so that who knows
 * these recognises the cause.
 */
final class ProbeAttempt {

  /**
   * How long an attempt may take in real time, whatever the probe's time-out: a backend that is
   * slow by description must not make a test wait two minutes. Long enough for the first TLS
   * handshake of a JVM on a busy machine, so that no lab opens with healthy backends held
   * unhealthy.
   */
  static final Duration LONGEST_REAL_TIMEOUT = Duration.ofSeconds(15);

  private ProbeAttempt() {}

  /**
   * What an attempt found.
   *
   * @param good whether the answer was good
   * @param reason one sentence
   */
  record Finding(boolean good, String reason) {}

  static CompletableFuture<Finding> make(
      Network network, BackendClient client, Upstream upstream, Probe probe, String member) {
    String host = probe.hostFromMember() ? member : probe.host();
    int port = probe.port() == null ? upstream.port() : probe.port();
    Duration timeout =
        probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) < 0
            ? probe.timeout()
            : LONGEST_REAL_TIMEOUT;
    return client
        .ask(
            new BackendClient.Call(
                member,
                port,
                probe.tls() ? BackendTls.of(network, upstream, member, host) : null,
                "GET",
                probe.path(),
                List.of(
                    new Header("Host", host == null ? "127.0.0.1" : host),
                    new Header("Connection", "close")),
                new byte[0],
                timeout))
        .thenApply(result -> judge(probe, member, port, result));
  }

  private static Finding judge(Probe probe, String member, int port, Result result) {
    if (result instanceof Result.Answered answered) {
      return judge(probe, answered.answer());
    }
    Result.Failed failed = (Result.Failed) result;
    return new Finding(
        false,
        switch (failed.why()) {
          case UNRESOLVED ->
              "The gateway could not create a probe for this backend: its FQDN was not resolved. "
                  + failed.reason();
          case CONNECT ->
              "The gateway could not connect to the backend. Check that it answers on port %d, and that no NSG/UDR/Firewall is in the way. %s"
                  .formatted(port, failed.reason());
          case TIMEOUT ->
              "Time taken by the backend to respond to the health probe is more than the timeout threshold of %s in the probe setting%s."
                  .formatted(BackendClient.seconds(probe.timeout()), waited(probe));
          case TLS -> failed.reason();
          case BROKEN ->
              "The backend %s did not answer the health probe with HTTP. %s"
                  .formatted(member, failed.reason());
        });
  }

  /** Says so where the simulation has waited less than the probe would. */
  private static String waited(Probe probe) {
    return probe.timeout().compareTo(LONGEST_REAL_TIMEOUT) > 0
        ? " (the simulation waits " + BackendClient.seconds(LONGEST_REAL_TIMEOUT) + " at most)"
        : "";
  }

  private static Finding judge(Probe probe, Answer answer) {
    // the default of the description is 200-399
    List<PortRange> good =
        probe.statuses().isEmpty() ? List.of(new PortRange(200, 399)) : probe.statuses();
    if (good.stream().noneMatch(range -> range.contains(answer.status()))) {
      return new Finding(
          false,
          "Status code of the backend's HTTP response did not match the probe setting. Expected:{%s} Received:{%d}."
              .formatted(
                  good.stream().map(PortRange::toString).collect(Collectors.joining(",")),
                  answer.status()));
    }
    String text = probe.bodyContains();
    if (text != null && !new String(answer.body(), StandardCharsets.UTF_8).contains(text)) {
      return new Finding(
          false,
          "Body of the backend's HTTP response did not match the probe setting. It does not contain \"%s\"."
              .formatted(text));
    }
    return new Finding(true, "Success. Received " + answer.status() + " status code");
  }
}
