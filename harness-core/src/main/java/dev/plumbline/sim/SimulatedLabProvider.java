package dev.plumbline.sim;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Network;
import org.jspecify.annotations.Nullable;

/**
 * Realises environments in this JVM: the network description is served on the loopback interface,
 * on ports that the system chooses.
 *
 * <p>DNS messages, TLS handshakes and HTTP are real, between real sockets. What lies below is
 * decided by {@link Network#fate}: no virtual address is ever given to a real socket. When {@link
 * #open} returns, all servers accept connections and every health probe has been made once.
 *
 * <p>The lab's clock, by which health probes are made, starts at the wall clock's time and stands
 * still until {@link Realisation#advance} moves it. Everything else happens in real time.
 *
 * <p>What is not modelled:
 *
 * <ul>
 *   <li>Packets. A connection or datagram as a whole has one fate, decided when it opens or is
 *       sent; nothing is lost, repeated or reordered on the way, and there is no bandwidth and no
 *       MTU. Rules and faults that change leave open connections alone.
 *   <li>ICMP, and protocols other than TCP and UDP; of UDP, only DNS is served.
 *   <li>A dropped answer. A stateful filter is assumed everywhere: who may ask, gets the answer.
 *   <li>Retransmission: a dropped attempt costs the caller's time-out, whatever it is, and sends
 *       nothing.
 *   <li>The time a health probe waits where nothing can come: what is dropped or half-open has
 *       timed out at once, since the lab's clock stands still meanwhile. A backend that is merely
 *       slow is awaited in real time, up to the probe's time-out, but for 15 seconds at most.
 *   <li>The port a client's connection starts from: it is counted through the dynamic ports (RFC
 *       6335 section 6).
 *   <li>Faults of TLS, bytes and pace for datagrams: half-open and latency apply to them, the
 *       others do not.
 *   <li>TLS 1.3 between gateways and backends: a gateway speaks TLS 1.2 to them, and resumes
 *       sessions.
 *   <li>Authorities of the environment beside the lab's own: no listener of a simulated network has
 *       a certificate of theirs.
 * </ul>
 */
public final class SimulatedLabProvider implements LabProvider {

  /** Makes a provider; done by {@link java.util.ServiceLoader}. */
  public SimulatedLabProvider() {}

  @Override
  public Ground ground() {
    return Ground.SIMULATED;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    if (network == null) {
      throw new LabException(
          "environment \"%s\" is simulated but names no network description; set `network`"
              .formatted(environment.name()));
    }
    return SimulatedLab.open(environment, network);
  }

  @Override
  public Realisation openForDrill(Environment environment, Network network) {
    return SimulatedLab.openForDrill(environment, network);
  }
}
