package dev.plumbline.containers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.HostBuilder;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.Journal;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How gateways look up backends that they know by name, simulated and on real servers. */
class GatewayNamesTest {

  /** More than a datagram holds, so that a whole answer comes over TCP alone. */
  private static final List<String> MANY =
      IntStream.range(0, 300).mapToObj(i -> "10.0." + (1 + i / 250) + "." + (1 + i % 250)).toList();

  @TempDir Path directory;

  private Lab lab(Ground ground) {
    Network network =
        Network.builder("named-backends")
            .segment("lan", "10.0.0.0/16")
            .host("deaf", "lan", "10.0.0.3")
            .host("resolver", "lan", "10.0.0.4", h -> h.resolver())
            .host(
                "web",
                "lan",
                "10.0.0.8",
                h ->
                    h.addresses(
                            Stream.concat(Stream.of("10.0.0.8"), MANY.stream())
                                .toArray(String[]::new))
                        .http(80, Handling.replying(200, "web")))
            .host("gateway", "lan", "10.0.0.6", GatewayNamesTest::gateway)
            .zone("contoso.net", "one A 10.0.0.8", "alias CNAME one", "later A 10.0.0.8")
            .zone("many.example", MANY.stream().map(a -> "@ A " + a).toArray(String[]::new))
            .build();
    Environment environment =
        Environment.builder("named-backends").ground(ground).vantage("desk", "lan").build();
    return ground == Ground.SIMULATED
        ? Lab.open(environment, network, new Journal())
        : NamespacesGround.in(directory, () -> Lab.open(environment, network, new Journal()));
  }

  private static void gateway(HostBuilder host) {
    host.resolvers("10.0.0.3", "10.0.0.4")
        .upstream("one", 80, u -> u.members("one.contoso.net"))
        .upstream("alias", 80, u -> u.members("ALIAS.contoso.net"))
        .upstream("later", 80, u -> u.members("later.contoso.net"))
        .upstream("many", 80, u -> u.members("many.example"))
        .upstream("nobody", 80, u -> u.members("nobody.contoso.net"))
        .http(
            80,
            http ->
                http.anyHost(
                    any ->
                        any.route("/one", Handling.forwardingTo("one"))
                            .route("/alias", Handling.forwardingTo("alias"))
                            .route("/later", Handling.forwardingTo("later"))
                            .route("/many", Handling.forwardingTo("many"))
                            .otherwise(Handling.forwardingTo("nobody"))));
  }

  @ParameterizedTest
  @EnumSource(names = {"SIMULATED", "CONTAINERS"})
  void a_gateway_asks_its_name_servers_in_order_and_goes_on_with_what_it_was_told(Ground ground) {
    try (Lab lab = lab(ground)) {
      Vantage desk = lab.vantage("desk");
      for (String known : List.of("one", "alias", "many")) {
        assertThat(desk.get("http://10.0.0.6/" + known)).hasStatus(200).hasBody("web");
      }
      assertThat(desk.get("http://10.0.0.6/nobody")).hasStatus(502);
      try (Lab.Guard cut = lab.fault(Fault.reject("gateway", "resolver"))) {
        for (String known : List.of("one", "alias", "many")) {
          assertThat(desk.get("http://10.0.0.6/" + known)).as("%s", cut).hasStatus(200);
        }
        assertThat(desk.get("http://10.0.0.6/later")).as("not known yet").hasStatus(502);
      }
      assertThat(desk.get("http://10.0.0.6/later")).hasStatus(200);
    }
  }
}
