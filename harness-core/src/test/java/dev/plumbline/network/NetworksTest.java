package dev.plumbline.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Admission;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Verdict.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworksTest {

  private static Network complete() {
    return Networks.read(Objects.requireNonNull(NetworksTest.class.getResource("complete.yaml")));
  }

  @Test
  void a_document_with_every_key_is_read_as_it_is_written() {
    Network network = complete();

    assertThat(network.segments())
        .extracting(Segment::name)
        .containsExactly("internet", "gateway-subnet", "workload-subnet");
    assertThat(network.links())
        .containsExactly(
            new Link("internet", "gateway-subnet", Duration.ZERO),
            new Link("gateway-subnet", "workload-subnet", Duration.ofMillis(5)),
            new Link("workload-subnet", "gateway-subnet", Duration.ofMillis(5)),
            new Link(
                "workload-subnet",
                "internet",
                Duration.ofMillis(20),
                new Admission("no others", List.of(Cidr.of("10.0.0.0/8")))));
    Host gateway = network.hosts().get(0);
    assertThat(gateway.listeners().get(0).tls())
        .isEqualTo(
            TlsBuilder.tls("gateway", "portal")
                .minimumVersion("TLSv1.3")
                .onUnknownSni(UnknownSni.ALERT)
                .clientCertificateFor("portal.contoso.net", "*")
                .http2()
                .build());
    assertThat(gateway.listeners().get(1).tls()).isEqualTo(TlsBuilder.tls("gateway").build());
    assertThat(gateway.listeners().get(0).http())
        .satisfies(
            http ->
                assertThat(Objects.requireNonNull(http).onUnknownHost())
                    .isEqualTo(UnknownHost.MISDIRECTED));
    assertThat(gateway.upstreams().get(0).probe())
        .satisfies(
            probe ->
                assertThat(Objects.requireNonNull(probe).statuses())
                    .containsExactly(new PortRange(200, 399), new PortRange(401, 401)));
    assertThat(network.segments().get(1).rules())
        .satisfies(
            rules -> {
              assertThat(Objects.requireNonNull(rules).inbound().get(0).protocol())
                  .isEqualTo(Protocol.TCP);
              assertThat(rules.outbound().get(0).action()).isEqualTo(Action.REJECT);
            });
    assertThat(network.zones().get(0).records())
        .containsExactly("api A 10.0.1.10", "www 60 CNAME api", "*.dev A 10.0.1.11");
    assertThat(network.faults()).contains(Fault.resetAfter("gateway", 100));
  }

  @Test
  void a_network_goes_through_its_builder_unchanged() {
    assertThat(complete().toBuilder().build()).isEqualTo(complete());
    assertThat(Networks.hubAndSpoke().toBuilder().build()).isEqualTo(Networks.hubAndSpoke());
  }

  @Test
  void what_is_left_out_of_a_document_is_what_is_left_out_of_a_builder() {
    String yaml =
        """
        name: small
        segments:
          - {name: internet, internet: true}
          - name: hub
            prefixes: 10.0.0.0/24
            rules: {name: nsg, inbound: [{name: all, priority: 1, action: allow}]}
        links: internet -> hub
        hosts:
          - name: web
            segment: hub
            addresses: 10.0.0.4
            listeners:
              - {port: 443, tls: web, http: {hosts: [{otherwise: {forward: backend}}]}}
              - {port: 53, dns: {}}
            upstreams:
              - {name: backend, port: 80, members: 10.0.0.5, probe: {name: status}}
        certificates: [{name: web, names: www.contoso.net}]
        zones: [{name: contoso.net, records: www A 10.0.0.4}]
        """;
    Network built =
        Network.builder("small")
            .internet()
            .segment(
                "hub",
                segment ->
                    segment
                        .prefixes("10.0.0.0/24")
                        .rules("nsg", rules -> rules.inbound(1, "all", Action.ALLOW)))
            .link("internet", "hub")
            .host(
                "web",
                "hub",
                "10.0.0.4",
                host ->
                    host.https(443, "web", Handling.forwardingTo("backend"))
                        .dns()
                        .upstream(
                            "backend",
                            80,
                            upstream -> upstream.members("10.0.0.5").probe("status", probe -> {})))
            .certificate("web", "www.contoso.net")
            .zone("contoso.net", "www A 10.0.0.4")
            .build();

    assertThat(Networks.read(Source.of("small.yaml", yaml)).value()).isEqualTo(built);
  }

  @Test
  void a_builder_changes_one_thing_and_leaves_the_rest_and_its_place() {
    Network before = Networks.singleGateway();

    Network after =
        before.toBuilder()
            .changeHost(
                "gateway",
                host ->
                    host.changeUpstream(
                        "backend", upstream -> upstream.changeProbe(probe -> probe.host(null))))
            .withoutLink("backend-subnet", "workload-subnet")
            .build();

    assertThat(after.hosts())
        .extracting(Host::name)
        .containsExactlyElementsOf(before.hosts().stream().map(Host::name).toList());
    assertThat(Objects.requireNonNull(after.hosts().get(0).upstreams().get(0).probe()).host())
        .isNull();
    assertThat(after.links()).hasSize(before.links().size() - 1);
    assertThat(before).isEqualTo(Networks.singleGateway());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> before.toBuilder().changeHost("gatway", host -> {}))
        .withMessage("there is no host \"gatway\" among [gateway, backend, resolver, public-dns]");
  }

  @Test
  void a_builder_refuses_what_a_file_may_not_hold() {
    assertThatThrownBy(
            () ->
                Network.builder("a")
                    .segment("hub", "10.0.0.0/24")
                    .host("web", "hubb", "10.0.0.4")
                    .build())
        .hasMessage(
            "the network \"a\" is not valid: 1 problem\n  hosts[0].segment: \"hubb\" is not a segment; allowed: hub; did you mean \"hub\"?");
  }

  @Test
  void a_fault_is_checked_against_the_network() {
    Network network = Networks.singleGateway();

    Networks.check(network, Fault.hostDown("backend"));
    assertThatThrownBy(() -> Networks.check(network, Fault.hostDown("backnd")))
        .hasMessageEndingWith(
            "1 problem\n  fault.name: \"backnd\" is not a host; allowed: gateway, backend, resolver, public-dns; did you mean \"backend\"?");
  }

  @Test
  void a_network_does_not_change_with_what_it_was_made_of() {
    List<Segment> segments = new ArrayList<>(Networks.singleGateway().segments());
    Network network =
        new Network("a", segments, List.of(), List.of(), List.of(), List.of(), List.of());
    segments.clear();

    assertThat(network.segments())
        .extracting(Segment::name)
        .containsExactly("internet", "gateway-subnet", "workload-subnet", "backend-subnet");
  }

  @ParameterizedTest
  @CsvSource({
    "internet, 203.0.113.99, 203.0.113.10, 443, DELIVERED",
    "internet, 203.0.113.99, 10.0.3.10, 443, NO_ROUTE",
    "gateway-subnet, 10.0.1.10, 10.0.3.10, 443, DELIVERED",
    "gateway-subnet, 10.0.1.10, 10.0.3.10, 3443, DROPPED",
    "workload-subnet, 10.0.2.9, 10.0.3.10, 443, DROPPED",
    "workload-subnet, 10.0.2.9, 10.0.1.10, 443, DELIVERED",
    "workload-subnet, 10.0.2.9, 10.0.1.10, 444, REJECTED",
    "backend-subnet, 10.0.3.10, 10.0.1.10, 443, NO_ROUTE",
    "backend-subnet, 10.0.3.10, 10.0.2.53, 53, DELIVERED"
  })
  void the_single_gateway_does_what_its_description_says(
      String segment, String from, String to, int port, Fate fate) {
    assertFate(Networks.singleGateway(), segment, from, to, port, fate);
  }

  @ParameterizedTest
  @CsvSource({
    "spoke-a, 10.1.0.10, 10.2.0.10, 443, DELIVERED",
    "spoke-a, 10.1.0.10, 10.2.0.10, 80, REJECTED",
    "spoke-b, 10.2.0.10, 10.1.0.10, 443, REJECTED",
    "on-premises, 192.168.0.9, 10.2.0.10, 443, NO_ROUTE",
    "spoke-a, 10.1.0.10, 10.0.0.53, 53, DELIVERED",
    "on-premises, 192.168.0.9, 10.0.0.53, 53, DELIVERED"
  })
  void the_hub_and_its_spokes_do_what_their_description_says(
      String segment, String from, String to, int port, Fate fate) {
    assertFate(Networks.hubAndSpoke(), segment, from, to, port, fate);
  }

  private static void assertFate(
      Network network, String segment, String from, String to, int port, Fate fate) {
    Flow flow =
        new Flow(
            segment, IpAddresses.parse(from), 50_000, IpAddresses.parse(to), port, Protocol.TCP);
    assertThat(network.fate(flow)).extracting(Verdict::fate).isEqualTo(fate);
  }
}
