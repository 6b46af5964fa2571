package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.DnsBuilder;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.NetworkBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of names from the start and while the lab runs, simulated and real. */
class BrokenNamesTest {

  private static final Environment ENVIRONMENT =
      Environment.builder("broken").vantage("lan").build();

  private static final List<String> NAMES =
      List.of(
          "www.contoso.net",
          "wrong.contoso.net",
          "old.contoso.net",
          "failing.contoso.net",
          "alias.contoso.net",
          "to-wrong.contoso.net",
          "text.contoso.net",
          "any.wild.contoso.net",
          "contoso.net",
          "only-there.example",
          "www.corp.example",
          "nowhere.example");

  private static final List<String> TYPES = List.of("A", "AAAA", "TXT", "CNAME", "SOA", "NS");

  @Test
  void faults_of_names_are_shown_as_simulated(@TempDir Path directory) {
    Network network =
        lan()
            .fault(Fault.wrongAnswer("wrong.contoso.net", "192.0.2.66"))
            .fault(Fault.wrongAnswer("text.contoso.net", "192.0.2.67"))
            .fault(Fault.wrongAnswer("alias.contoso.net", "other.contoso.net."))
            .fault(Fault.wrongAnswer("only-there.example", "192.0.2.68"))
            .fault(Fault.staleTtl("old.contoso.net", Duration.ofSeconds(5)))
            .fault(Fault.staleTtl("wrong.contoso.net", Duration.ofDays(1)))
            .fault(Fault.servfail("failing.contoso.net"))
            .build();
    try (SameNames servers = new SameNames(network, ENVIRONMENT, true, directory)) {
      assertSame(servers, "as described");
      assertThat(servers.answer("lan", "10.0.0.5", "wrong.contoso.net", "A"))
          .isEqualTo("NOERROR aa rd [wrong.contoso.net. 86400 a 192.0.2.66]");
      assertThat(servers.answer("lan", "10.0.0.4", "failing.contoso.net", "A"))
          .isEqualTo("SERVFAIL rd ra");
    }
  }

  @Test
  void names_break_and_heal_while_the_servers_run_as_simulated(@TempDir Path directory) {
    Fault described = Fault.wrongAnswer("wrong.contoso.net", "192.0.2.65");
    Fault failing = Fault.servfail("failing.contoso.net");
    Fault wrong = Fault.wrongAnswer("old.contoso.net", "192.0.2.66");
    Fault stale = Fault.staleTtl("old.contoso.net", Duration.ofSeconds(5));
    try (SameNames servers =
        new SameNames(lan().fault(described).build(), ENVIRONMENT, true, directory)) {
      assertSame(servers, "as described");
      servers.apply(Set.of(failing));
      assertThat(servers.answer("lan", "10.0.0.4", "failing.contoso.net", "A"))
          .isEqualTo("SERVFAIL rd ra");
      assertSame(servers, "a name that fails");
      servers.apply(Set.of(failing, wrong, stale, Fault.wrongAnswer("www.contoso.net", "::1")));
      assertThat(servers.answer("lan", "10.0.0.4", "old.contoso.net", "A"))
          .isEqualTo("NOERROR rd ra [old.contoso.net. 5 a 192.0.2.66]");
      assertSame(servers, "and two that are wrong");
      servers.apply(Set.of(stale));
      assertThat(servers.answer("lan", "10.0.0.4", "old.contoso.net", "A"))
          .isEqualTo("NOERROR rd ra [old.contoso.net. 5 a 192.0.2.4]");
      assertSame(servers, "one that ages");
      servers.apply(
          Set.of(
              Fault.wrongAnswer("only-there.example", "192.0.2.68"),
              Fault.wrongAnswer("alias.contoso.net", "other.contoso.net."),
              Fault.wrongAnswer("wrong.contoso.net", "a lie"),
              Fault.wrongAnswer("contoso.net", "ns.elsewhere.example."),
              Fault.staleTtl("contoso.net", Duration.ofSeconds(7)),
              Fault.servfail("www.corp.example")));
      assertSame(servers, "other ones");
      servers.apply(Set.of());
      assertThat(servers.answer("lan", "10.0.0.4", "old.contoso.net", "A"))
          .isEqualTo("NOERROR rd ra [old.contoso.net. 300 a 192.0.2.4]");
      assertSame(servers, "none");
    }
  }

  @Test
  void what_a_server_was_told_before_a_fault_of_the_way_it_has_forgotten(@TempDir Path directory) {
    Network network = forwarding().build();
    try (SameNames servers = new SameNames(network, ENVIRONMENT, false, directory)) {
      List<String> names = List.of("host.corp.example", "www.contoso.net");
      assertThat(servers.answer("lan", "10.0.0.6", "host.corp.example", "A"))
          .isEqualTo("NOERROR rd ra [host.corp.example. a 192.0.2.8]");
      servers.apply(Set.of(Fault.drop("front", "names")));
      assertThat(servers.answer("lan", "10.0.0.6", "host.corp.example", "A"))
          .isEqualTo("SERVFAIL rd ra");
      assertThat(servers.differences("10.0.0.6", List.of("lan"), names, TYPES)).isEmpty();
      servers.apply(Set.of());
      assertThat(servers.differences("10.0.0.6", List.of("lan"), names, TYPES)).isEmpty();
    }
  }

  private static void assertSame(SameNames servers, String when) {
    for (String server : List.of("10.0.0.4", "10.0.0.5")) {
      assertThat(servers.differences(server, List.of("lan"), NAMES, TYPES))
          .as("%s, at %s", when, server)
          .isEmpty();
    }
  }

  @Test
  void what_zones_cannot_show_is_said() {
    Network network =
        forwarding()
            .fault(Fault.servfail("host.corp.example"))
            .fault(Fault.servfail("contoso.net"))
            .fault(Fault.wrongAnswer("alias.contoso.net", "192.0.2.1"))
            .fault(Fault.wrongAnswer("*.wild.contoso.net", "192.0.2.1"))
            .fault(Fault.slowResponse("front", Duration.ofSeconds(1)))
            .build();
    assertThatThrownBy(() -> LabPlan.of(Site.of(network, ENVIRONMENT.vantages()), "/machine"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(
            "host \"front\", DNS server on port 53: DNS_SERVFAIL of host.corp.example: a forwarder is asked for the name")
        .hasMessageContaining(
            "DNS_SERVFAIL of contoso.net: there are names below it, which BIND answers SERVFAIL, too")
        .hasMessageContaining(
            "DNS_WRONG_ANSWER of alias.contoso.net: the name is an alias, beside which no address can stand")
        .hasMessageContaining(
            "DNS_WRONG_ANSWER of *.wild.contoso.net: the name is below a wildcard, a DNAME or a delegation")
        .hasMessageContaining("SLOW_RESPONSE to front");
  }

  private static NetworkBuilder forwarding() {
    return lan()
        .host(
            "front",
            "lan",
            "10.0.0.6",
            h -> h.dns(DnsBuilder.resolver().forward("corp.example", "10.0.0.5")));
  }

  private static NetworkBuilder lan() {
    return Network.builder("broken")
        .segment("lan", "10.0.0.0/24")
        .segment("elsewhere", "10.1.0.0/24")
        .host("resolver", "lan", "10.0.0.4", h -> h.resolver())
        .host("names", "lan", "10.0.0.5", h -> h.dns())
        .zone(
            "contoso.net",
            "www A 192.0.2.1",
            "wrong 60 A 192.0.2.2",
            "wrong 60 A 192.0.2.3",
            "wrong TXT right",
            "old A 192.0.2.4",
            "failing A 192.0.2.5",
            "alias CNAME www",
            "other A 192.0.2.6",
            "to-wrong CNAME wrong",
            "text TXT hello",
            "*.wild A 192.0.2.7")
        .zone("corp.example", "host A 192.0.2.8", "www CNAME www.contoso.net.")
        .zone("only-there.example", z -> z.seenFrom("elsewhere").records("@ A 192.0.2.9"));
  }
}
