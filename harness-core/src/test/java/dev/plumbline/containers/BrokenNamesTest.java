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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults of names from the start, simulated and real. */
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
          "nowhere.example");

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
      assertThat(
              servers.differences("10.0.0.4", List.of("lan"), NAMES, List.of("A", "TXT", "CNAME")))
          .as("a resolver")
          .isEmpty();
      assertThat(servers.differences("10.0.0.5", List.of("lan"), NAMES, List.of("A", "TXT")))
          .as("an authoritative server")
          .isEmpty();
      assertThat(
              servers.differences(
                  "10.0.0.4", List.of("lan"), List.of("only-there.example"), List.of("A")))
          .as("a name that is not seen here")
          .isEmpty();
      assertThat(servers.answer("lan", "10.0.0.5", "wrong.contoso.net", "A"))
          .isEqualTo("NOERROR aa rd [wrong.contoso.net. 86400 a 192.0.2.66]");
      assertThat(servers.answer("lan", "10.0.0.4", "failing.contoso.net", "A"))
          .isEqualTo("SERVFAIL rd ra");
    }
  }

  @Test
  void what_zones_cannot_show_is_said() {
    Network network =
        lan()
            .host(
                "front",
                "lan",
                "10.0.0.6",
                h -> h.dns(DnsBuilder.resolver().forward("corp.example", "10.0.0.5")))
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
        .zone("corp.example", "host A 192.0.2.8")
        .zone("only-there.example", z -> z.seenFrom("elsewhere").records("@ A 192.0.2.9"));
  }
}
