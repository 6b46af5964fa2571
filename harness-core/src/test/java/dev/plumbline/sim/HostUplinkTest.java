package dev.plumbline.sim;

import static dev.plumbline.network.Network.Handling.replying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.vantage.Transport.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The ways out of a simulated host: the patient one of its gateway, the impatient one of its health
 * probes, and its resolver.
 */
class HostUplinkTest {

  private static final Duration LONG = Duration.ofDays(1);
  private static final int MANY = 300;

  private final SimThreads threads = SimThreads.acquire();
  private final Network network =
      Network.builder("contoso")
          .segment(
              "gateway",
              s ->
                  s.prefixes("10.1.2.0/24")
                      .resolver("10.2.0.4")
                      .rules(
                          "nsg",
                          r -> r.outbound(100, "DropSsh", Action.DROP, n -> n.tcp().ports(22))))
          .segment("dns", "10.2.0.0/24")
          .segment(
              "strict",
              s ->
                  s.prefixes("10.1.3.0/24")
                      .resolver("10.2.0.4")
                      .rules(
                          "dns-nsg",
                          r -> r.outbound(100, "RejectDns", Action.REJECT, n -> n.tcp().ports(53))))
          .linkBoth("gateway", "dns")
          .linkBoth("strict", "dns")
          .host("appgw", "gateway", "10.1.2.4", h -> h.http(80, replying(200, "")))
          .host("strict", "strict", "10.1.3.4", h -> h.http(80, replying(200, "")))
          .host("api", "dns", "10.2.0.5", h -> h.http(80, replying(200, "")).tcp(22))
          .host("dns", "dns", "10.2.0.4", h -> h.resolver("gateway", "strict"))
          .zone(
              "contoso.net",
              z -> z.seenFrom("gateway", "strict").records("api A 10.2.0.5").records(many()))
          .build();
  private final Fabric fabric = new Fabric(network, threads);
  private final DnsServer server = serve();

  private static String[] many() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "many A 10.2." + (1 + i / 200) + "." + (1 + i % 200))
        .toArray(String[]::new);
  }

  private DnsServer serve() {
    Network.Host host =
        network.hosts().stream().filter(h -> h.name().equals("dns")).findFirst().orElseThrow();
    Network.Listener listener = host.listeners().get(0);
    DnsServer dns =
        new DnsServer(
            network,
            host,
            listener.dns(),
            fabric::faults,
            fabric,
            fabric.forwarding(),
            threads.group());
    fabric.bindings().add("dns", listener, Network.Protocol.UDP, dns.udp());
    fabric.bindings().add("dns", listener, Network.Protocol.TCP, dns.tcp());
    return dns;
  }

  @AfterEach
  void close() {
    server.close();
    fabric.close();
    threads.close();
  }

  private CompletableFuture<Connection> connect(Uplink uplink, int port) {
    return uplink.connect("appgw", SimulatedWorld.to("10.2.0.5", port), LONG);
  }

  private List<?> resolve(String host, String name) throws Exception {
    return fabric.resolve(host, name, SimulatedWorld.PATIENCE).get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_dropped_connection_has_timed_out_at_once_for_a_probe_and_not_for_the_gateway() {
    CompletableFuture<Connection> probe = connect(fabric.impatient(), 22);
    assertThat(probe).isDone();
    assertThat(probe.join())
        .isInstanceOfSatisfying(
            Connection.Failed.class,
            failed -> {
              assertThat(failed.outcome()).isEqualTo(new Outcome.TimedOut(Phase.CONNECT));
              assertThat(failed.diagnosis().decider())
                  .hasValueSatisfying(by -> assertThat(by).contains("DropSsh"));
            });
    assertThat(connect(fabric, 22)).isNotDone();
  }

  @Test
  void a_half_open_connection_has_timed_out_at_once_for_a_probe_after_it_opened() {
    fabric.apply(Set.of(Fault.halfOpen("api")));
    CompletableFuture<Connection> probe = connect(fabric.impatient(), 80);
    assertThat(probe).isDone();
    assertThat(probe.join())
        .isInstanceOfSatisfying(
            Connection.Failed.class,
            failed -> assertThat(failed.outcome()).isEqualTo(new Outcome.TimedOut(Phase.RESPONSE)));
  }

  @Test
  void a_name_server_that_is_dropped_is_known_at_once_to_a_probe_and_not_to_the_gateway() {
    fabric.apply(Set.of(Fault.drop("gateway", "dns")));
    assertThat(fabric.impatient().resolve("appgw", "api.contoso.net", LONG))
        .isCompletedWithValue(List.of());
    assertThat(fabric.resolve("appgw", "api.contoso.net", LONG)).isNotDone();
  }

  @Test
  void an_answer_too_long_for_a_datagram_is_asked_for_over_tcp() throws Exception {
    assertThat(resolve("appgw", "api.contoso.net")).hasSize(1);
    assertThat(resolve("appgw", "many.contoso.net")).hasSize(MANY);
  }

  @Test
  void a_truncated_answer_is_not_used_where_tcp_does_not_get_through() throws Exception {
    assertThat(resolve("strict", "api.contoso.net")).hasSize(1);
    assertThat(resolve("strict", "many.contoso.net")).isEmpty();
  }

  @Test
  void a_name_server_that_falls_silent_over_tcp_has_no_answer_when_the_time_is_over()
      throws Exception {
    try (ServerSocketChannel silent = ServerSocketChannel.open()) {
      silent.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel client = SocketChannel.open(silent.getLocalAddress());
      Connection opened = new Connection.Opened(client, Diagnosis.unknown());
      try (DnsStream stream = new DnsStream(threads.group())) {
        assertThat(
                stream
                    .ask(opened, new byte[12], answer -> true, Duration.ofMillis(100))
                    .get(30, TimeUnit.SECONDS))
            .isNull();
      }
      assertThat(client.isOpen()).isFalse();
    }
  }
}
