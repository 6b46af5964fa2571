package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.LabException;
import dev.plumbline.lab.LabProvider;
import dev.plumbline.lab.Realisation;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.Transport;
import dev.plumbline.vantage.Transport.Connection;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class SimulatedLabTest {

  @Test
  void is_found_as_the_provider_of_the_ground_simulated() {
    assertThat(ServiceLoader.load(LabProvider.class))
        .hasAtLeastOneElementOfType(SimulatedLabProvider.class);
  }

  @Test
  void a_name_leads_to_a_gateway_that_asks_its_healthy_backend() throws Exception {
    try (SimulatedWorld world = new SimulatedWorld()) {
      String address =
          world
              .answer("workload", "10.2.0.4", "api.contoso.net", Type.A)
              .getSectionRRsets(Section.ANSWER)
              .get(0)
              .first()
              .rdataToString();
      String answer = world.get("workload", address, 443, "api.contoso.net", "/orders");

      assertThat(answer).startsWith("HTTP/1.1 200").contains("backend.contoso.net");
      assertThat(world.get("workload", address, 443, "other.contoso.net", "/"))
          .startsWith("HTTP/1.1 404")
          .contains("Server: gateway");
      assertThat(world.lab.arrivals("backend")).extracting("target").contains("/status", "/orders");
      assertThat(backends(world)).singleElement().returns(true, Backend::healthy);
    }
  }

  @Test
  void a_backend_that_is_down_becomes_unhealthy_as_the_clock_moves_and_the_gateway_says_so()
      throws Exception {
    try (SimulatedWorld world = new SimulatedWorld()) {
      world.lab.apply(Set.of(Fault.hostDown("backend")));
      world.lab.advance(Duration.ofSeconds(60));
      assertThat(backends(world))
          .singleElement()
          .returns(true, Backend::healthy)
          .returns(2, Backend::failuresInARow);

      world.lab.advance(Duration.ofSeconds(30));
      assertThat(backends(world)).singleElement().returns(false, Backend::healthy);
      assertThat(world.get("workload", "10.2.0.5", 443, "api.contoso.net", "/"))
          .startsWith("HTTP/1.1 502");

      world.lab.apply(Set.of());
      world.lab.advance(Duration.ofSeconds(30));
      assertThat(backends(world)).singleElement().returns(true, Backend::healthy);
      assertThat(world.get("workload", "10.2.0.5", 443, "api.contoso.net", "/"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void a_probe_without_the_backends_host_name_is_refused_from_the_start() throws Exception {
    Network network =
        SimulatedWorld.network().toBuilder()
            .changeHost(
                "gateway", h -> h.changeUpstream("apis", u -> u.changeProbe(p -> p.host(null))))
            .build();
    try (SimulatedWorld world = new SimulatedWorld(network)) {
      assertThat(backends(world))
          .singleElement()
          .satisfies(b -> assertThat(b.reason()).contains("404"));
      assertThat(world.get("workload", "10.2.0.5", 443, "api.contoso.net", "/"))
          .startsWith("HTTP/1.1 502");
    }
  }

  @Test
  void the_public_address_of_a_host_leads_to_it_from_the_internet() throws IOException {
    try (SimulatedWorld world = new SimulatedWorld()) {
      assertThat(world.get("internet", "40.112.7.9", 443, "api.contoso.net", "/"))
          .startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void faults_of_names_and_certificates_are_seen_at_once() throws Exception {
    try (SimulatedWorld world = new SimulatedWorld()) {
      world.lab.apply(Set.of(Fault.servfail("api.contoso.net"), Fault.expiredCertificate("api")));

      assertThat(world.answer("workload", "10.2.0.4", "api.contoso.net", Type.A).getRcode())
          .isEqualTo(Rcode.SERVFAIL);
      try (Socket tcp = world.open("workload", "10.2.0.5", 443);
          SSLSocket tls =
              (SSLSocket)
                  world
                      .trusting()
                      .getSocketFactory()
                      .createSocket(tcp, "api.contoso.net", 443, true)) {
        assertThatThrownBy(tls::startHandshake)
            .isInstanceOf(SSLHandshakeException.class)
            .rootCause()
            .hasMessageContaining("NotAfter");
      }
    }
  }

  @Test
  void vantages_without_an_address_get_free_ones_in_their_order() {
    Environment environment =
        Environment.builder("addresses")
            .vantage("first", "workload")
            .vantage("second", "workload")
            .vantage("given", v -> v.segment("workload").address("10.1.0.253"))
            .vantage("both", "hub")
            .vantage("outside", "internet")
            .build();
    VantageAddresses addresses =
        new VantageAddresses(SimulatedWorld.network(), environment.vantages());

    assertThat(address(addresses, environment, "first")).isEqualTo("10.1.0.254");
    assertThat(address(addresses, environment, "second")).isEqualTo("10.1.0.252");
    assertThat(address(addresses, environment, "given")).isEqualTo("10.1.0.253");
    assertThat(address(addresses, environment, "outside")).isEqualTo("203.0.113.254");
    assertThat(addresses.of("both", environment.vantages().get("both")).v6().getHostAddress())
        .isEqualTo("2001:db8:2:0:ffff:ffff:ffff:fffe");
  }

  private static String address(
      VantageAddresses addresses, Environment environment, String vantage) {
    return addresses.of(vantage, environment.vantages().get(vantage)).v4().getHostAddress();
  }

  @Test
  void a_vantage_that_has_no_place_is_an_error_before_anything_starts() {
    assertOpening(Environment.builder("e").vantage("nowhere").build())
        .hasMessageContaining("nowhere")
        .hasMessageContaining("[workload, hub, remote, internet]");
    assertOpening(
            Environment.builder("e")
                .vantage("v", v -> v.segment("workload").address("10.9.0.1"))
                .build())
        .hasMessageContaining("10.9.0.1")
        .hasMessageContaining("10.1.0.0/24");
    assertOpening(
            Environment.builder("e")
                .vantage("v", v -> v.segment("workload").resolver("tls://10.1.0.4#dns.contoso.net"))
                .build())
        .hasMessageContaining("counts only on the ground live");
    assertThatThrownBy(() -> new SimulatedLabProvider().open(SimulatedWorld.environment(), null))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("network");
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertOpening(
      Environment environment) {
    return assertThatThrownBy(
            () -> new SimulatedLabProvider().open(environment, SimulatedWorld.network()))
        .isInstanceOf(LabException.class);
  }

  @Test
  void what_cannot_be_served_is_an_error_that_leaves_nothing_behind() throws Exception {
    Network sound = SimulatedWorld.network();
    // Past the check of the builder: a server finds out, when others run already.
    Network network =
        new Network(
            sound.name(),
            sound.segments(),
            sound.links(),
            sound.hosts(),
            List.of(),
            sound.zones(),
            sound.faults());
    Set<String> before = threads();

    assertThatThrownBy(() -> new SimulatedLabProvider().open(SimulatedWorld.environment(), network))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("contoso")
        .hasMessageContaining("\"api\"");
    joinEndingThreads();
    assertThat(threads()).isSubsetOf(before);
  }

  @Test
  void a_closed_lab_refuses_everything_and_may_be_closed_again() {
    SimulatedWorld world = new SimulatedWorld();
    Transport transport = world.from("workload");
    Realisation lab = world.lab;
    lab.close();
    lab.close();

    assertThatThrownBy(
            () -> transport.connect(SimulatedWorld.to("10.2.0.7", 7), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                transport.exchange(
                    SimulatedWorld.to("10.2.0.4", 53),
                    new byte[12],
                    Duration.ofSeconds(1),
                    a -> true))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> world.from("workload")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lab.advance(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lab.arrivals("backend")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lab.apply(Set.of())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void checks_that_wait_when_the_lab_closes_end_with_it() {
    SimulatedWorld world = new SimulatedWorld();
    CompletableFuture<Connection> dropped =
        world.from("workload").connect(SimulatedWorld.to("10.2.0.7", 3443), Duration.ofHours(1));
    CompletableFuture<Exchange> unanswered =
        world
            .from("workload")
            .exchange(
                SimulatedWorld.to("10.2.0.4", 53),
                DnsQuestioner.question("a.b", Type.A).toWire(),
                Duration.ofHours(1),
                a -> false);
    world.close();

    assertThatThrownBy(dropped::join)
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(unanswered::join)
        .rootCause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void a_closed_transport_refuses_everything_and_leaves_others_alone() {
    try (SimulatedWorld world = new SimulatedWorld()) {
      Transport transport = world.from("workload");
      transport.close();
      transport.close();
      assertThatThrownBy(
              () -> transport.connect(SimulatedWorld.to("10.2.0.7", 7), Duration.ofSeconds(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThat(world.connect("workload", "10.2.0.7", 22)).isInstanceOf(Connection.Failed.class);
    }
  }

  @Test
  void arrivals_are_of_known_hosts() {
    try (SimulatedWorld world = new SimulatedWorld()) {
      assertThatThrownBy(() -> world.lab.arrivals("nobody"))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("backend");
    }
  }

  @Test
  void two_labs_of_one_network_do_not_see_each_other() throws IOException {
    try (SimulatedWorld one = new SimulatedWorld();
        SimulatedWorld other = new SimulatedWorld()) {
      one.lab.apply(Set.of(Fault.hostDown("site")));
      assertThat(other.get("workload", "192.0.2.80", 80, "site", "/only-there"))
          .startsWith("HTTP/1.1 200");
      assertThat(one.lab.arrivals("site")).isEmpty();
      assertThat(one.connect("workload", "192.0.2.80", 80)).isInstanceOf(Connection.Failed.class);
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void an_hour_of_probes_that_nobody_answers_is_not_waited_for() {
    try (SimulatedWorld world = new SimulatedWorld()) {
      world.lab.apply(Set.of(Fault.halfOpen("backend")));
      world.lab.advance(Duration.ofHours(1));
      assertThat(backends(world))
          .singleElement()
          .returns(false, Backend::healthy)
          .returns(120, Backend::failuresInARow);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "open files are counted in /proc")
  void five_hundred_labs_leave_no_thread_and_no_open_file() throws Exception {
    useAndClose(true);
    joinEndingThreads();
    Set<String> threads = threads();
    long files = openFiles();
    for (int i = 0; i < 500; i++) {
      useAndClose(i % 10 == 0);
    }

    joinEndingThreads();
    assertThat(threads()).isSubsetOf(threads);
    assertThat(openFiles()).isLessThanOrEqualTo(files);
  }

  private static void useAndClose(boolean withHandshake) throws IOException {
    try (SimulatedWorld world = new SimulatedWorld()) {
      world.lab.apply(Set.of(Fault.latency("misc", Duration.ofNanos(1))));
      try (Socket relayed = world.open("workload", "10.2.0.7", 7)) {
        relayed.getOutputStream().write(1);
        assertThat(relayed.getInputStream().read()).isEqualTo(1);
      }
      assertThat(world.answer("workload", "10.2.0.4", "api.contoso.net", Type.A).getRcode())
          .isEqualTo(Rcode.NOERROR);
      if (withHandshake) {
        assertThat(world.get("workload", "10.2.0.5", 443, "api.contoso.net", "/"))
            .startsWith("HTTP/1.1 200");
      }
    }
  }

  /** A pool says that it has ended a moment before its last thread is gone. */
  private static void joinEndingThreads() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("plumbline-sim")) {
        thread.join(SimulatedWorld.PATIENCE.toMillis());
      }
    }
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        // The JVM's and Netty's own, which end by themselves a while after their last task.
        .filter(name -> !name.startsWith("ForkJoinPool") && !name.startsWith("globalEventExecutor"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static List<Backend> backends(SimulatedWorld world) {
    return world.lab.health().orElseThrow().backends("api-probe").orElseThrow();
  }
}
