package dev.plumbline.sim;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Dns.Forwarder;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Zone.Unseen;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.DnsProbe;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** DNS servers that ask others, by way of the simulated network. */
class ForwardingTest {

  private static final Duration SHORT = Duration.ofMillis(200);

  private static Forwarder forwarder(String zone, String... servers) {
    return forwarder(zone, null, List.of(), List.of(), servers);
  }

  private static Forwarder forwarder(
      String zone, String from, List<String> clients, List<Unseen> notFor, String... servers) {
    List<InetAddress> addresses =
        Stream.of(servers).map(dev.plumbline.network.IpAddresses::parse).toList();
    return new Forwarder(zone, addresses, 53, from, SHORT, clients, null, notFor);
  }

  private static final Network NETWORK =
      Network.builder("forwarding")
          .internet(s -> s.prefixes("198.51.100.0/24").resolver("198.51.100.53"))
          .segment("hub", s -> s.prefixes("10.0.0.0/24").resolver("10.9.9.9"))
          .segment("spoke", s -> s.prefixes("10.1.0.0/24").resolvers("10.0.0.4", "10.9.9.9"))
          .segment("site", s -> s.prefixes("192.168.0.0/24").resolver("192.168.0.53"))
          .segment(
              "walled",
              s ->
                  s.prefixes("10.2.0.0/24")
                      .rules("wall", r -> r.inbound(100, "no-dns", Action.DROP)))
          .segment("platform", s -> s.prefixes("10.9.9.0/24"))
          .linkBoth("hub", "spoke")
          .linkBoth("hub", "site")
          .linkBoth("hub", "walled")
          .link("hub", "platform")
          .link("spoke", "platform")
          .linkBoth("hub", "internet")
          .host(
              "public-dns",
              "internet",
              "198.51.100.53",
              h -> h.dns(DnsBuilder.resolver().view("internet")))
          .host(
              "platform-dns",
              "platform",
              "10.9.9.9",
              h ->
                  h.dns(
                      DnsBuilder.resolver()
                          .forward(
                              forwarder(
                                  "corp.example",
                                  "outbound",
                                  List.of("hub"),
                                  List.of(new Unseen("spoke", "is not linked to the spoke")),
                                  "192.168.0.53"))))
          .host("outbound", "hub", "10.0.0.9", h -> {})
          .host(
              "inbound",
              "hub",
              "10.0.0.10",
              h -> h.dns(DnsBuilder.authoritative().forward(forwarder(".", "10.9.9.9"))))
          .host(
              "dns-vm",
              "hub",
              "10.0.0.4",
              h ->
                  h.dns(
                      DnsBuilder.authoritative()
                          .forward(forwarder(".", "198.51.100.53"))
                          .forward(forwarder("privatelink.net", "10.9.9.9"))
                          .forward(forwarder("dropped.example", "10.2.0.53"))
                          .forward(forwarder("second.example", "10.2.0.53", "198.51.100.53"))
                          .forward(forwarder("nobody.example", "10.0.0.99"))
                          .forward(forwarder("round.example", "10.0.0.5", "10.0.0.5"))))
          .host(
              "dns-vm2",
              "hub",
              "10.0.0.5",
              h ->
                  h.dns(DnsBuilder.authoritative().forward(forwarder(".", "10.0.0.4", "10.0.0.4"))))
          .host("walled-dns", "walled", "10.2.0.53", h -> h.dns())
          .host(
              "site-dns",
              "site",
              "192.168.0.53",
              h ->
                  h.dns(
                      DnsBuilder.authoritative()
                          .forward(forwarder("privatelink.net", "10.0.0.10"))))
          .host("web", "spoke", "10.1.0.80", h -> h.http(80, Handling.replying(200, "web")))
          .host(
              "gateway",
              "spoke",
              "10.1.0.7",
              h ->
                  h.resolvers("10.2.0.53", "10.9.9.9")
                      .upstream("pool", 80, "web.privatelink.net")
                      .http(80, Handling.forwardingTo("pool")))
          .zone("contoso.net", "app CNAME app.privatelink.net.", "www A 203.0.113.1")
          .zone("privatelink.net", "app A 203.0.113.2")
          .zone("second.example", "www A 203.0.113.3")
          .zone(
              "privatelink.net",
              z ->
                  z.seenFrom("hub", "spoke")
                      .unseenFrom("internet", "is seen by linked networks only")
                      .records("app 10 A 10.1.0.5", "web A 10.1.0.80"))
          .zone(
              "corp.example",
              z -> z.servers("site-dns").seenFrom("hub", "site").records("db A 192.168.0.7"))
          .build();

  private final Lab lab =
      Lab.open(
          Environment.builder("forwarding")
              .vantage("hub", v -> v.segment("hub"))
              .vantage("spoke", v -> v.segment("spoke"))
              .vantage("spoke-dns-vm", v -> v.segment("spoke").resolver("10.0.0.4"))
              .vantage("spoke-direct", v -> v.segment("spoke").resolver("10.9.9.9"))
              .vantage("site", v -> v.segment("site"))
              .vantage("internet", v -> v.segment("internet"))
              .probeTimeout(Duration.ofSeconds(5))
              .build(),
          NETWORK,
          new Journal());

  @AfterEach
  void close() {
    lab.close();
  }

  private DnsObservation ask(String vantage, String name) {
    // What is to count as absent needs something that is there.
    lab.vantage(vantage)
        .resolve(vantage.equals("site") ? "app.privatelink.net" : "www.contoso.net");
    return lab.vantage(vantage).resolve(name);
  }

  private static String cause(DnsObservation seen) {
    return seen.provenance().diagnosis().cause().orElse("none");
  }

  @Test
  void an_alias_is_followed_in_the_view_of_the_asking_segment() {
    assertThat(ask("hub", "app.contoso.net")).resolvesOnlyTo("10.1.0.5");
    assertThat(ask("internet", "app.contoso.net")).resolvesOnlyTo("203.0.113.2");
  }

  @Test
  void a_forwarder_for_a_longer_name_is_asked_behind_an_alias_too() {
    // dns-vm asks the public server for contoso.net and the platform for privatelink.net.
    assertThat(ask("spoke", "app.contoso.net")).resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void an_answer_has_the_view_of_the_server_that_was_asked() {
    assertThat(ask("site", "app.privatelink.net")).resolvesOnlyTo("10.1.0.5");
  }

  @Test
  void the_public_servers_view_is_that_of_the_internet_whoever_asks() {
    DnsObservation seen =
        lab.vantage("hub").observe(DnsProbe.of("app.privatelink.net").at("198.51.100.53"));
    assertThat(seen).resolvesOnlyTo("203.0.113.2");
    assertThat(cause(seen))
        .isEqualTo("zone privatelink.net, which has 10.1.0.5, is seen by linked networks only");
  }

  @Test
  void what_no_forwarder_is_for_is_refused() {
    DnsObservation seen = ask("site", "www.contoso.net");
    assertThat(seen).isRefused();
    assertThat(cause(seen))
        .isEqualTo(
            "host site-dns has no forwarder for it, and serves no zone that www.contoso.net"
                + " could be in");
  }

  @Test
  void a_forwarder_is_for_the_questions_of_its_segments_and_sends_from_its_host() {
    assertThat(ask("hub", "db.corp.example")).resolvesOnlyTo("192.168.0.7");
    DnsObservation seen = ask("spoke-direct", "db.corp.example");
    assertThat(seen).isNxDomain();
    assertThat(cause(seen))
        .isEqualTo(
            "the forwarder for corp.example, which asks 192.168.0.53, is not linked to the spoke");
  }

  @Test
  void a_server_behind_a_filter_is_the_cause_of_servfail() {
    DnsObservation seen = ask("spoke-dns-vm", "www.dropped.example");
    assertThat(seen).isServfail();
    assertThat(cause(seen))
        .startsWith(
            "the forwarder for dropped.example of host dns-vm asks 10.2.0.53, which gives no"
                + " answer: ")
        .contains("rule no-dns");
  }

  @Test
  void an_address_that_nobody_has_is_the_cause_of_servfail() {
    DnsObservation seen = ask("spoke-dns-vm", "www.nobody.example");
    assertThat(seen).isServfail();
    assertThat(cause(seen)).contains("asks 10.0.0.99, which gives no answer: ");
  }

  @Test
  void the_second_server_is_asked_when_the_first_gives_no_answer() {
    assertThat(ask("spoke", "www.second.example")).resolvesOnlyTo("203.0.113.3");
  }

  @Test
  void a_fault_at_the_forwarders_way_counts() {
    try (Lab.Guard fault = lab.fault(Fault.drop("hub", "internet"))) {
      assertThat(fault).isNotNull();
      assertThat(ask("spoke-dns-vm", "app.privatelink.net")).resolvesOnlyTo("10.1.0.5");
      assertThat(ask("spoke-dns-vm", "www.contoso.net")).isServfail();
    }
    assertThat(ask("spoke-dns-vm", "www.contoso.net")).resolvesOnlyTo("203.0.113.1");
  }

  @Test
  void a_circle_of_forwarders_ends_with_servfail() {
    DnsObservation seen = ask("spoke-dns-vm", "www.round.example");
    assertThat(seen).isServfail();
    assertThat(cause(seen)).contains("the forwarders lead in a circle");
  }

  @Test
  void a_vantage_asks_its_segments_next_server_when_the_first_gives_no_answer() {
    try (Lab.Guard fault = lab.fault(Fault.drop("spoke", "dns-vm"))) {
      assertThat(fault).isNotNull();
      DnsObservation seen = ask("spoke", "app.privatelink.net");
      assertThat(seen).resolvesOnlyTo("10.1.0.5");
      assertThat(seen.resolver()).isEqualTo("10.9.9.9");
    }
    assertThat(ask("spoke", "app.privatelink.net").resolver()).isEqualTo("10.0.0.4");
  }

  @Test
  void a_vantage_asks_the_next_server_after_servfail_too() {
    DnsObservation seen = ask("spoke", "www.nobody.example");
    assertThat(seen.received().orElseThrow().rcode()).isEqualTo("NXDOMAIN");
    assertThat(seen.resolver()).isEqualTo("10.9.9.9");
  }

  @Test
  void a_host_asks_its_own_servers_and_the_next_when_one_gives_no_answer() {
    // Its segment's first server knows no private zone; its own second one does.
    assertThat(lab.vantage("spoke").get("http://10.1.0.7/")).hasStatus(200);
  }
}
