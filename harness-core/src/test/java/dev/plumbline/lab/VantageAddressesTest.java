package dev.plumbline.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.environment.WayOut;
import dev.plumbline.lab.VantageAddresses.Place;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VantageAddressesTest {

  private static final Network NETWORK =
      Networks.read(
              Source.of(
                  "asked.yaml",
                  """
                  name: asked
                  segments:
                    - {name: served, prefixes: 10.1.0.0/24, resolver: 10.1.0.4, further-resolvers: [10.1.0.5, 10.1.0.6]}
                    - {name: mute, prefixes: 10.2.0.0/24}
                    - {name: dual, prefixes: [10.3.0.0/24, 'fd00:3::/64']}
                  hosts:
                    - {name: both, segment: dual, addresses: [10.3.0.4, 'fd00:3::4']}
                    - {name: one, segment: dual, addresses: 10.3.0.5}
                    - {name: far, segment: mute, addresses: 10.2.0.5, attachments: [{segment: dual, address: 10.3.0.6}]}
                  """))
          .value();

  private static VantageSpec spec(String segment, String resolver) {
    List<Resolver> resolvers = Stream.ofNullable(resolver).map(Resolver::parse).toList();
    return new VantageSpec(segment, null, resolvers, null, WayOut.direct(), null);
  }

  private static Resolver.Server to(String address, int port) {
    return Resolver.Server.of(IpAddresses.parse(address), port);
  }

  @Test
  void a_vantage_asks_the_servers_of_its_segment_in_order() {
    VantageAddresses addresses = new VantageAddresses(NETWORK, Map.of());
    assertThat(addresses.resolvers(spec("served", null)))
        .containsExactly(to("10.1.0.4", 53), to("10.1.0.5", 53), to("10.1.0.6", 53));
    assertThat(addresses.resolvers(spec("mute", null))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.2.0.9, 10.2.0.9, 53",
    "10.2.0.9:5353, 10.2.0.9, 5353",
    "2001:db8::1, 2001:db8::1, 53",
    "[2001:db8::1]:5353, 2001:db8::1, 5353"
  })
  void a_vantage_with_a_server_of_its_own_asks_that_alone(String own, String address, int port) {
    VantageAddresses addresses = new VantageAddresses(NETWORK, Map.of());
    assertThat(addresses.resolvers(spec("served", own))).containsExactly(to(address, port));
  }

  private static VantageSpec at(String address) {
    return new VantageSpec(
        "dual", IpAddresses.parse(address), List.of(), null, WayOut.direct(), null);
  }

  @Test
  void vantages_at_one_address_are_one_machine() {
    Map<String, VantageSpec> vantages = new LinkedHashMap<>();
    vantages.put("one", at("10.3.0.9"));
    vantages.put("other", at("10.3.0.9"));
    vantages.put("beside", at("10.3.0.8"));
    VantageAddresses addresses = new VantageAddresses(NETWORK, vantages);

    Place one = addresses.of("one", at("10.3.0.9"));
    assertThat(one.v6()).isNotNull();
    assertThat(addresses.of("other", at("10.3.0.9"))).isEqualTo(one);
    assertThat(addresses.of("beside", at("10.3.0.8")).v6()).isNotNull().isNotEqualTo(one.v6());
  }

  @Test
  void a_vantage_at_a_hosts_address_has_what_the_host_has_there() {
    VantageAddresses addresses = new VantageAddresses(NETWORK, Map.of());

    assertThat(addresses.of("both", at("10.3.0.4")))
        .isEqualTo(addresses.of("both, by the other", at("fd00:3::4")))
        .isEqualTo(
            new Place("dual", IpAddresses.parse("10.3.0.4"), IpAddresses.parse("fd00:3::4")));
    assertThat(addresses.of("one", at("10.3.0.5")))
        .isEqualTo(new Place("dual", IpAddresses.parse("10.3.0.5"), null));
    assertThat(addresses.of("attached", at("10.3.0.6")))
        .isEqualTo(new Place("dual", IpAddresses.parse("10.3.0.6"), null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp://10.1.0.4", "tls://10.1.0.4#dns.contoso.net", "system"})
  void what_is_no_address_alone_is_refused_from_the_start(String own) {
    assertThatThrownBy(() -> new VantageAddresses(NETWORK, Map.of("desk", spec("served", own))))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "resolver \""
                + own
                + "\" counts only on the ground live; here it is an address such as 10.1.0.4 or 10.1.0.4:5353");
  }
}
