package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.descriptor.Source;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Networks;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What real servers cannot be made to do is refused by name, all of it at once. */
class LabPlanTest {

  @Test
  void all_that_cannot_be_realised_is_named() {
    Network network =
        Network.builder("odd")
            .segment("a", "10.1.0.0/24")
            .segment("b", "10.2.0.0/24")
            .link("a", "b", Duration.ofMillis(5))
            .link("b", "a", Duration.ofMillis(7))
            .build();

    assertThatThrownBy(() -> LabPlan.of(Site.of(network, Map.of()), "/plumbline"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("network \"odd\" cannot be realised in containers")
        .hasMessageContaining("link \"a\" -> \"b\": latency PT0.005S")
        .hasMessageContaining("link \"b\" -> \"a\": latency PT0.007S");
  }

  private static void refused(String yaml, String... what) {
    Network network = Networks.read(Source.of("odd.yaml", yaml)).value();
    assertThatThrownBy(() -> LabPlan.of(Site.of(network, Map.of()), "/plumbline"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            """
            network "odd" cannot be realised in containers as it is described:
              - %s
            Run it on the ground simulated, or leave these out."""
                .formatted(String.join("\n  - ", what)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "certificates: good, name: false",
        "chain: false, server-name: good.test",
        "name: false, server-name: good.test",
        "name: false, server-name-from-member: true",
        "server-name: 10.0.0.5"
      })
  void a_certificate_is_not_guessed_where_a_translation_decides_who_presents_it(String how) {
    String network =
        """
        name: odd
        segments: [{name: a, prefixes: 10.0.0.0/24}]
        certificates: [{name: good, names: [good.test, 10.0.0.5]}, {name: bad, names: bad.test}]
        hosts:
          - name: gw
            segment: a
            addresses: 10.0.0.4
            listeners: [{port: 80, http: {hosts: [{otherwise: {forward: pool}}]}}]
            upstreams:
              - {name: pool, members: 10.0.0.5, port: 443, tls: true, verification: {%s}}
          - name: front
            segment: a
            addresses: 10.0.0.5
            listeners: [{port: 443, tls: good, http: {hosts: [{otherwise: {echo: true}}]}}]
            translations: [{name: t, port: %d, from: 10.0.0.4/32, to: 10.0.0.6, hides-source: true}]
          - name: other
            segment: a
            addresses: 10.0.0.6
            listeners: [{port: 443, tls: bad, http: {hosts: [{otherwise: {echo: true}}]}}]
        """;
    refused(
        network.formatted(how, 443),
        "host \"gw\": upstream \"pool\" checks certificates as nginx does only where it is known which"
            + " one is presented, and at 10.0.0.5:443 translation \"t\" of host \"front\" decides that");
    Network elsewhere = Networks.read(Source.of("odd.yaml", network.formatted(how, 444))).value();
    assertThatCode(() -> LabPlan.of(Site.of(elsewhere, Map.of()), "/plumbline"))
        .doesNotThrowAnyException();
  }

  @Test
  void a_certificate_is_not_guessed_behind_a_balance_nor_at_an_address_of_two_hosts() {
    refused(
        """
        name: odd
        segments: [{name: a, prefixes: 10.0.0.0/24}, {name: b, prefixes: 10.0.0.0/24}]
        certificates: [{name: good, names: good.test}]
        hosts:
          - name: gw
            segment: a
            addresses: 10.0.0.4
            listeners:
              - port: 80
                http:
                  hosts: [{routes: [{paths: /one, handling: {forward: one}}], otherwise: {forward: two}}]
            upstreams:
              - {name: one, members: 10.0.0.5, port: 443, tls: true, verification: {name: false}}
              - {name: two, members: 10.0.0.6, port: 443, tls: true, verification: {name: false}}
          - {name: lb, segment: a, addresses: 10.0.0.5, balances: [{name: in, members: 10.0.0.6}]}
          - {name: six, segment: a, addresses: 10.0.0.6}
          - {name: stranger, segment: b, addresses: 10.0.0.6}
        """,
        "host \"gw\": upstream \"one\" checks certificates as nginx does only where it is known which"
            + " one is presented, and at 10.0.0.5:443 balance \"in\" of host \"lb\" decides that",
        "host \"gw\": upstream \"two\" checks certificates as nginx does only where it is known which"
            + " one is presented, and at 10.0.0.6:443 which of the hosts \"six\" and \"stranger\" is"
            + " meant decides that");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "^[a-z&&[^b]]+$ | the character class [a-z&&[^b]",
        "(?<target>.*)$ | (?",
        "É | a character that is not printable ASCII",
        "\\\\\\x{263a} | \\x{",
        "^\\h$ | \\h"
      })
  void a_pattern_of_a_rewrite_that_nginx_may_read_otherwise_is_refused(
      String pattern, String part) {
    refused(
        rewriting("{variable: http_req_X-A, pattern: '%s'}".formatted(pattern), "X-B: 1"),
        "host \"gw\": port 80: rewrite \"x\" has the pattern %s, of which %s may mean something else to nginx's regular expressions"
            .formatted(pattern, part));
  }

  @Test
  void what_nginx_has_no_variables_for_is_refused() {
    refused(
        rewriting("{variable: http_req_X.Y, pattern: a}", "X-B: 1"),
        "host \"gw\": port 80: a rewrite looks at the header \"X.Y\", and nginx tells only of those"
            + " named with letters, digits, - and _");
    refused(
        rewriting(
            "{variable: var_uri_path, pattern: '(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)'}",
            "X-B: {var_uri_path_10}{var_uri_path_9}"),
        "host \"gw\": port 80: a rewrite asks for {var_uri_path_10}, and nginx tells of nine groups");
  }

  private static String rewriting(String condition, String header) {
    return """
        name: odd
        segments: [{name: a, prefixes: 10.0.0.0/24}]
        hosts:
          - name: gw
            segment: a
            addresses: 10.0.0.4
            listeners:
              - port: 80
                http:
                  hosts:
                    - otherwise:
                        forward: pool
                        rewrites: [{name: x, conditions: [%s], request-headers: ['%s']}]
            upstreams: [{name: pool, members: 10.0.0.5, port: 80}]
        """
        .formatted(condition, header);
  }

  @Test
  void no_name_of_the_description_ends_a_line_of_what_is_generated() {
    String odd = "odd\nintruding; }\r\nintruding \"";
    Network network =
        Network.builder(odd)
            .segment("lan " + odd, s -> s.prefixes("10.1.0.0/24").resolver("10.1.0.53"))
            .segment("hub " + odd, s -> s.prefixes("10.2.0.0/24").route(odd, "10.9.0.0/24", odd))
            .linkBoth("lan " + odd, "hub " + odd)
            .mesh(odd, "lan " + odd, "hub " + odd)
            .host("dns " + odd, "lan " + odd, "10.1.0.53", h -> h.resolver())
            .host(
                odd,
                "hub " + odd,
                "10.2.0.4",
                h ->
                    h.forwards()
                        .hidesSources(odd)
                        .translation(odd, 8300, "10.1.0.53", 53)
                        .balance(odd, 90, "10.1.0.4:80")
                        .rules(
                            odd, r -> r.inbound(100, odd, Action.REJECT, f -> f.tcp().ports(91))))
            .certificate(odd, "odd.test")
            .host(
                "gateway " + odd,
                "lan " + odd,
                "10.1.0.4",
                h ->
                    h.https(443, odd, Handling.forwardingTo(odd))
                        .upstream(
                            odd, 80, u -> u.members("back.test").probe(odd, p -> p.path("/"))))
            .zone("odd.test", "www A 10.1.0.4")
            .build();

    Plan plan = LabPlan.of(Site.of(network, Map.of()), "/plumbline");

    Stream<String> scripts = plan.namespaces().stream().map(Plan.Namespace::filters);
    assertThat(Stream.concat(plan.files().values().stream(), scripts))
        .isNotEmpty()
        .noneMatch(file -> file.lines().anyMatch(line -> line.strip().startsWith("intruding")));
    assertThat(plan.namespaces())
        .noneMatch(one -> one.ip().stream().anyMatch(line -> line.contains("intruding")));
    assertThat(plan.files().keySet()).noneMatch(path -> path.contains("intruding"));
    assertThat(plan.services()).noneMatch(one -> one.toString().contains("intruding"));
  }
}
