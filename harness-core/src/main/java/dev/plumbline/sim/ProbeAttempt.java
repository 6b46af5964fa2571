package dev.plumbline.sim;

import dev.plumbline.lab.ProbeFinding;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.pki.BackendTls;
import dev.plumbline.sim.BackendClient.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One attempt of a health probe: {@code GET} with the probe's path and Host, over TLS with its host
 * as server name where it says so.
 *
 * <p>Over TLS the certificate is verified as a gateway does: chain, dates, and the name of the
 * probe's host. A probe without a host sends Host {@code 127.0.0.1} and no server name, and has no
 * name that a certificate could be compared with.
 */
final class ProbeAttempt {

  private ProbeAttempt() {}

  /** Makes an attempt; completes, never exceptionally, when it has ended. */
  static CompletableFuture<ProbeFinding> make(
      Network network, BackendClient client, Upstream upstream, Probe probe, String member) {
    String host = probe.hostFromMember() ? HostNames.authority(member) : probe.host();
    int port = probe.port() == null ? upstream.port() : probe.port();
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
                ProbeFinding.patience(probe)))
        .thenApply(result -> judge(probe, member, port, result));
  }

  private static ProbeFinding judge(Probe probe, String member, int port, Result result) {
    if (result instanceof Result.Answered answered) {
      Answer answer = answered.answer();
      return ProbeFinding.answered(
          probe, answer.status(), new String(answer.body(), StandardCharsets.UTF_8));
    }
    Result.Failed failed = (Result.Failed) result;
    return switch (failed.why()) {
      case UNRESOLVED -> ProbeFinding.unresolved(failed.reason());
      case CONNECT -> ProbeFinding.notConnected(port, failed.reason());
      case TIMEOUT -> ProbeFinding.late(probe);
      case TLS -> ProbeFinding.bad(failed.reason());
      case BROKEN -> ProbeFinding.notHttp(member, failed.reason());
    };
  }
}
