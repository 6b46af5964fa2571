package dev.plumbline.containers.machine;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A place's way out into a network on a machine: connections by its SOCKS5 server, datagrams by its
 * control server.
 *
 * <p>What is told of the way is what the description says of it, as the explanation of what was
 * seen; what was seen is the kernel's and the servers' doing alone.
 */
public final class PlaceTransport implements Transport {

  /** Any client's: what is told of the way does not depend on it, but where a rule names it. */
  private static final int SOME_PORT = 50_000;

  private final Control control;
  private final Network network;
  private final String place;
  private final VantageAddresses.Place where;
  private final Supplier<Set<Fault>> faults;
  private final Function<Host, List<String>> findingsAt;
  private final Transport connections;

  /**
   * Makes one.
   *
   * @param network the network as it is described
   * @param place the name of the {@link Plan.Place}
   * @param where the place's segment and addresses
   * @param faults the faults in force at the moment
   * @param findingsAt what is known of a host by the end of an exchange with it, line by line
   */
  public PlaceTransport(
      Machine machine,
      Control control,
      Network network,
      String place,
      VantageAddresses.Place where,
      Supplier<Set<Fault>> faults,
      Function<Host, List<String>> findingsAt) {
    this.control = control;
    this.network = network;
    this.place = place;
    this.where = where;
    this.faults = faults;
    this.findingsAt = findingsAt;
    this.connections = Transport.socks5(machine.socks(), place, machine.secret());
  }

  @Override
  public CompletableFuture<Connection> connect(InetSocketAddress destination, Duration timeout) {
    return connections
        .connect(destination, timeout)
        .thenCompose(
            connection -> {
              if (connection instanceof Connection.Opened opened) {
                Verdict fate = fate(destination, Protocol.TCP);
                return CompletableFuture.completedFuture(
                    new Connection.Opened(
                        opened.channel(),
                        described(destination, fate),
                        () -> found(described(destination, fate), fate),
                        opened.doubt()));
              }
              Outcome outcome = ((Connection.Failed) connection).outcome();
              return confirmed(outcome)
                  .thenApply(
                      seen ->
                          new Connection.Failed(
                              seen, described(destination, fate(destination, Protocol.TCP))));
            });
  }

  /**
   * Says better why the way failed, where the machine knows. Silence is asked about too: a machine
   * that has stopped is as silent as what drops.
   */
  private CompletableFuture<Outcome> confirmed(Outcome outcome) {
    return outcome.vantageFailure() == null && !(outcome instanceof Outcome.TimedOut)
        ? CompletableFuture.completedFuture(outcome)
        : failure().thenApply(why -> why == null ? outcome : new Outcome.VantageFailed(why));
  }

  @Override
  public CompletableFuture<@Nullable String> failure() {
    return control.stateSoon().handle(PlaceTransport::failure);
  }

  private static @Nullable String failure(
      Control.@Nullable State state, @Nullable Throwable trouble) {
    return state == null ? words(trouble) : trouble(state);
  }

  /** Returns what of a machine is gone, with its last lines; null where it is whole. */
  public static @Nullable String trouble(Control.State state) {
    if (state.trouble() == null) {
      return null;
    }
    List<String> lines = new ArrayList<>();
    for (Control.Program program : state.programs()) {
      if (program.ended()) {
        lines.addAll(program.lastLines());
      }
    }
    return "a server of the lab is gone: "
        + state.trouble()
        + (lines.isEmpty() ? "" : "; its last lines:\n" + String.join("\n", lines));
  }

  private static String words(@Nullable Throwable trouble) {
    Throwable cause =
        trouble instanceof CompletionException && trouble.getCause() != null
            ? trouble.getCause()
            : trouble;
    return cause instanceof LabException
        ? String.valueOf(cause.getMessage())
        : String.valueOf(cause);
  }

  @Override
  public @Nullable InetAddress source(InetSocketAddress destination) {
    return destination.getAddress() instanceof Inet4Address ? where.v4() : where.v6();
  }

  @Override
  public CompletableFuture<Exchange> exchange(
      InetSocketAddress destination,
      byte[] datagram,
      Duration timeout,
      Predicate<byte[]> expected) {
    return control
        .exchange(place, destination, datagram, timeout)
        .handle(
            (seen, trouble) -> {
              Diagnosis diagnosis = described(destination, fate(destination, Protocol.UDP));
              if (seen == null) {
                return new Exchange.Failed(new Outcome.VantageFailed(words(trouble)), diagnosis);
              }
              return switch (seen.end()) {
                case ANSWERED ->
                    expected.test(seen.datagram())
                        ? new Exchange.Answered(seen.datagram(), diagnosis)
                        : new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), diagnosis);
                case REFUSED -> new Exchange.Failed(new Outcome.Refused(), diagnosis);
                case NO_ROUTE -> new Exchange.Failed(new Outcome.NoRoute(), diagnosis);
                case TIMED_OUT ->
                    new Exchange.Failed(new Outcome.TimedOut(Phase.RESOLVE), diagnosis);
              };
            });
  }

  /** Returns the fate of a flow by the description; null when this place has no address for it. */
  private @Nullable Verdict fate(InetSocketAddress destination, Protocol protocol) {
    InetAddress to = destination.getAddress();
    InetAddress from = source(destination);
    return from == null
        ? null
        : network.fate(
            new Flow(where.segment(), from, SOME_PORT, to, destination.getPort(), protocol),
            faults.get());
  }

  /** Returns what the description says of a way. */
  private Diagnosis described(InetSocketAddress destination, @Nullable Verdict fate) {
    if (fate == null) {
      return new Diagnosis(
          List.of(),
          null,
          "by the description, "
              + place
              + " in segment "
              + where.segment()
              + " has no "
              + (destination.getAddress() instanceof Inet4Address ? "IPv4" : "IPv6")
              + " address");
    }
    boolean delivered = fate.fate() == Verdict.Fate.DELIVERED;
    return new Diagnosis(
        fate.hops().stream().map(hop -> "described: " + hop).toList(),
        delivered ? null : "described: " + fate.decidedBy(),
        delivered ? null : "by the description, " + fate.explanation());
  }

  /** Adds what is known of the host at the end of the way. */
  private Diagnosis found(Diagnosis way, @Nullable Verdict fate) {
    Host end = fate == null ? null : fate.host();
    List<String> findings = end == null ? List.of() : findingsAt.apply(end);
    return findings.isEmpty()
        ? way
        : new Diagnosis(
            Stream.concat(way.route().stream(), findings.stream()).toList(),
            way.decidedBy(),
            way.likelyCause());
  }

  /** Ends what waits for the network; the machine is the lab's. */
  @Override
  public void close() {
    connections.close();
  }
}
