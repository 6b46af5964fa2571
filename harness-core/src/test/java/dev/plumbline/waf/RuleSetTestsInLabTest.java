package dev.plumbline.waf;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import dev.plumbline.vantage.Vantage;
import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwEvidence;
import dev.plumbline.waf.ftw.FtwTest;
import dev.plumbline.waf.ftw.FtwTest.Seen;
import dev.plumbline.waf.ftw.FtwVerdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of rule sets, sent from a vantage, in a simulation with a firewall and without one. */
class RuleSetTestsInLabTest {

  private static final String NETWORK =
      """
      name: firewalled
      segments:
        - {name: clients, prefixes: 10.9.0.0/24}
        - {name: subnet, prefixes: 10.1.0.0/24}
      links: [clients <-> subnet]
      hosts:
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                hosts:
                  - firewall: {name: shield, rules: [{id: 942200}, {id: 999999}]}
                    routes:
                      - {paths: /login, handling: {reply: {status: 302, headers: ['Location: /shop?x=1', 'Set-Cookie: s=7; Path=/']}}}
                      - {paths: /away, handling: {reply: {status: 302, headers: ['Location: http://10.1.0.9/']}}}
                    otherwise: {forward: shop}
          upstreams: [{name: shop, members: 10.1.0.5, port: 80}]
        - {name: shop, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      """;

  private static final String TESTS =
      """
      meta: {author: us}
      rule_id: 942200
      tests:
        - test_id: 1
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=%5B%22a%22%2C%22b%22%5D'}, output: {log: {expect_ids: [942200]}}}]
        - test_id: 2
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=hello'}, output: {log: {no_expect_ids: [942200]}}}]
        - test_id: 3
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=hello'}, output: {log: {expect_ids: [942200]}}}]
        - test_id: 4
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=hello'}, output: {log: {no_expect_ids: [999999]}}}]
        - test_id: 5
          stages:
            - {input: {headers: {Host: a.test}, uri: /login}, output: {status: 302}}
            - {input: {headers: {Host: a.test}, follow_redirect: true, save_cookie: true}, output: {status: 200, response_contains: 's=7'}}
        - test_id: 6
          stages:
            - {input: {headers: {Host: a.test}, uri: /away}, output: {status: 302}}
            - {input: {headers: {Host: a.test}, follow_redirect: true}, output: {status: 200}}
        - test_id: 7
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=hello'}, output: {log: {no_expect_ids: [949110]}}}]
        - test_id: 8
          stages: [{input: {headers: {Host: a.test}, uri: '/?q=%5B%22a%22%2C%22b%22%5D'}, output: {log: {no_expect_ids: [949110]}}}]
      """
          .replace("headers: {Host: a.test}", "headers: {Host: shop.test, Accept: '*/*'}");

  private static Lab lab;
  private static FtwCorpus corpus;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    Environment environment =
        Environment.builder("firewalled")
            .vantage("client", v -> v.segment("clients"))
            .attackTraffic("10.1.0.4", "10.1.0.5", "10.1.0.9")
            .build();
    lab =
        Lab.open(
            environment,
            Networks.read(Source.of("firewalled.yaml", NETWORK)).value(),
            new Journal());
    corpus = FtwCorpus.read(Files.writeString(folder.resolve("942200.yaml"), TESTS));
  }

  @AfterAll
  static void close() {
    lab.close();
  }

  private static List<Seen> run(int test, String url) {
    Vantage client = lab.vantage("client");
    return corpus.tests().get(test - 1).run(url, client::send);
  }

  private static Seen only(int test, String url) {
    List<Seen> seen = run(test, url);
    assertThat(seen).hasSize(1);
    return seen.get(0);
  }

  @Test
  void stages_are_judged_by_what_the_vantage_observed() {
    for (int test : List.of(1, 2)) {
      Seen seen = only(test, "http://10.1.0.4");
      assertThat(seen.observation()).meets(seen.stage());
      assertThat(seen.verdict()).isInstanceOf(FtwVerdict.Pass.class);
    }
    Seen wrong = only(3, "http://10.1.0.4");
    assertThatThrownBy(() -> assertThat(wrong.observation()).meets(wrong.stage()))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContainingAll("942200.yaml:", "rule 942200 was not found; found: none");
  }

  @Test
  void what_was_not_asked_is_inconclusive_and_so_is_everything_where_no_firewall_is() {
    Seen notAsked = only(4, "http://10.1.0.4");
    assertThatThrownBy(() -> assertThat(notAsked.observation()).meets(notAsked.stage()))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("did not ask rule 999999");
    for (int test : List.of(1, 2, 3, 4, 7, 8)) {
      Seen bare = only(test, "http://10.1.0.5");
      assertThatThrownBy(() -> assertThat(bare.observation()).meets(bare.stage()))
          .isInstanceOf(InconclusiveError.class);
    }
  }

  @Test
  void stages_follow_each_other_with_cookies_and_redirects_to_the_same_place_only() {
    List<Seen> seen = run(5, "http://10.1.0.4");
    assertThat(seen.get(1).observation().exchange().request().url()).endsWith("/shop?x=1");
    assertThat(seen.get(1).observation()).meets(seen.get(1).stage());
    assertThatThrownBy(() -> run(6, "http://10.1.0.4"))
        .isInstanceOf(FtwTest.UnfollowableException.class)
        .hasMessageContainingAll("http://10.1.0.9:80", "http://10.1.0.4 alone");
  }

  @Test
  void rules_that_sum_up_are_not_taken_for_absent_where_the_log_does_not_name_them() {
    Seen blocked = only(8, "http://10.1.0.4");
    assertThat(blocked.observation().rules()).containsExactly(942200);
    assertThat(FtwEvidence.of(blocked.observation()).whole()).isFalse();
    assertThat(blocked.verdict()).isInstanceOf(FtwVerdict.Undecidable.class);
    assertThat(FtwEvidence.of(only(7, "http://10.1.0.4").observation()).whole()).isTrue();
  }
}
