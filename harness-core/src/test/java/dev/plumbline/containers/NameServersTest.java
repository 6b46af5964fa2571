package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The same DNS servers simulated and real, asked the same, from everywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NameServersTest {

  private SameNames servers;

  @BeforeAll
  void start(@TempDir Path directory) {
    servers = new SameNames(NamesWorld.network(), NamesWorld.environment(), false, directory);
  }

  @AfterAll
  void stop() {
    if (servers != null) {
      servers.close();
    }
  }

  @Test
  void a_resolver_answers_as_simulated() {
    assertSame("10.2.0.4", NamesWorld.INSIDE, List.of("A", "CNAME", "MX"));
    assertSame("203.0.113.4", NamesWorld.VANTAGES, List.of("A"));
  }

  @Test
  void a_resolver_answers_its_clients_alone() {
    assertSame("10.2.0.5", NamesWorld.INSIDE, List.of("A"));
  }

  @Test
  void a_resolver_answers_everybody_from_one_view() {
    assertSame("10.2.0.6", NamesWorld.INSIDE, List.of("A"));
    assertSame("198.51.100.53", List.of("office"), List.of("A", "TXT"));
  }

  @Test
  void an_authoritative_server_answers_as_simulated() {
    assertSame("10.2.0.7", NamesWorld.INSIDE, List.of("A", "CNAME", "SOA"));
    assertSame("10.3.0.53", List.of("office"), List.of("A"));
  }

  @Test
  void a_server_listens_on_ipv6() {
    assertSame("2001:db8:2::4", List.of("office"), List.of("A"));
    assertSame("2001:db8:2::7", List.of("office", "cloud"), List.of("A"));
  }

  @Test
  void two_servers_of_a_host_are_two() {
    assertSame("10.2.0.8", NamesWorld.INSIDE, List.of("A"));
    assertSame("10.2.0.8#5353", NamesWorld.INSIDE, List.of("A"));
  }

  @Test
  void a_resolver_forwards_as_simulated() {
    assertSame("10.2.0.9", NamesWorld.INSIDE, List.of("A"));
    assertSame("10.2.0.10", List.of("office"), List.of("A"));
  }

  @Test
  void an_authoritative_server_forwards_as_simulated() {
    assertSame("10.1.0.53", List.of("office"), List.of("A", "MX"));
    assertSame("10.1.0.54", List.of("office"), List.of("A", "CNAME"));
    assertSame("10.1.0.55", List.of("office", "plant"), List.of("A"));
  }

  @Test
  void another_host_sends_the_questions_of_a_forwarder() {
    assertSame("10.1.0.56", List.of("office"), List.of("A"));
    assertThat(servers.answer("office", "10.1.0.56", "host.corp.example", "A"))
        .isEqualTo("NOERROR rd ra [host.corp.example. a 10.3.0.1]");
    assertThat(servers.answer("office", "10.1.0.56", "www.fabrikam.org", "A"))
        .isEqualTo("SERVFAIL rd ra");
  }

  @Test
  void many_clients_that_wait_for_the_same_answer_all_get_it() {
    assertThat(servers.answers(32, "office", "10.2.0.9", "unasked.corp.example", "A"))
        .hasSize(32)
        .allSatisfy(answer -> assertThat(answer).startsWith("NXDOMAIN"));
  }

  private void assertSame(String server, List<String> vantages, List<String> types) {
    Map<String, String> differences =
        servers.differences(server, vantages, NamesWorld.NAMES, types);
    assertThat(differences).as("%d differences at %s", differences.size(), server).isEmpty();
  }
}
