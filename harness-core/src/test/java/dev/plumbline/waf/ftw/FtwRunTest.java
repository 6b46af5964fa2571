package dev.plumbline.waf.ftw;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.junit.WafTests;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafPack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the rule-set project are sent to a firewall, stage by stage. */
class FtwRunTest {

  private static final String NETWORK =
      """
      name: firewalled
      segments:
        - {name: clients, prefixes: 10.9.0.0/24, resolver: 10.1.0.2}
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
                  - firewall: {name: shield, rules: [{id: 942200}, {id: 942100}, {id: 999999}]}
                    routes:
                      - {paths: /login, handling: {reply: {status: 302, headers: ['Set-Cookie: session=1; Path=/', 'Location: /home?q=1']}}}
                      - {paths: /away, handling: {reply: {status: 302, headers: ['Location: http://elsewhere.test/']}}}
                    otherwise: {forward: shop}
          upstreams:
            - {name: shop, members: 10.1.0.5, port: 80}
        - {name: dns, segment: subnet, addresses: 10.1.0.2, listeners: [{port: 53, dns: {}}]}
        - {name: shop, segment: subnet, addresses: 10.1.0.5, listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]}
      zones: [{name: shop.test, records: '@ A 10.1.0.4'}]
      """;

  private static final Lab LAB =
      Lab.open(
          Environment.builder("firewalled")
              .vantage("client", v -> v.segment("clients"))
              .attackTraffic("10.1.0.4", "10.1.0.5", "shop.test")
              .build(),
          Networks.read(Source.of("firewalled.yaml", NETWORK)).value(),
          new Journal());

  private static final FirewallSite SITE = LAB.vantage("client").firewall("http://10.1.0.4");

  private static final FirewallSite PLAIN = LAB.vantage("client").firewall("http://10.1.0.5");

  private static final String LIST = "%5B%22a%22%2C%22b%22%5D";

  @TempDir Path folder;

  @AfterAll
  static void closes() {
    LAB.close();
  }

  @Test
  void a_rule_that_is_found_and_one_that_is_not_are_told_by_the_log() throws IOException {
    List<FtwTest> tests = read(stage("/?q=" + LIST, "expect_ids: [942200]"));
    assertThat(FtwRun.of(tests, SITE).get(0).verdict()).isInstanceOf(FtwVerdict.Pass.class);

    tests = read(stage("/?q=" + LIST, "no_expect_ids: [942200]"));
    assertThat(FtwRun.of(tests, SITE).get(0).verdict()).isInstanceOf(FtwVerdict.Fail.class);

    tests = read(stage("/?q=hello", "no_expect_ids: [942200]"));
    assertThat(FtwRun.of(tests, SITE).get(0).verdict()).isInstanceOf(FtwVerdict.Pass.class);

    tests = read(stage("/?q=hello", "expect_ids: [942200]"));
    assertThat(FtwRun.of(tests, SITE).get(0).verdict()).isInstanceOf(FtwVerdict.Fail.class);
  }

  @Test
  void nothing_passes_where_there_is_no_firewall() throws IOException {
    for (String output : List.of("expect_ids: [942200]", "no_expect_ids: [942200]")) {
      for (String target : List.of("/?q=" + LIST, "/?q=hello")) {
        assertThat(FtwRun.of(read(stage(target, output)), PLAIN).get(0).verdict().passed())
            .as(target + " " + output)
            .isFalse();
      }
    }
  }

  @Test
  void a_rule_that_was_not_asked_is_not_taken_for_absent() throws IOException {
    FtwVerdict verdict =
        FtwRun.of(read(stage("/?q=hello", "no_expect_ids: [999999]")), SITE).get(0).verdict();

    assertThat(verdict).isInstanceOf(FtwVerdict.Undecidable.class);
    assertThat(verdict.reasons().toString()).contains("did not ask rule 999999");
  }

  @Test
  void a_rule_that_sums_up_is_not_taken_for_absent_where_the_log_does_not_name_it()
      throws IOException {
    FtwResult blocked =
        FtwRun.of(read(stage("/?q=" + LIST, "no_expect_ids: [949110]")), SITE).get(0);

    assertThat(blocked.verdict()).isInstanceOf(FtwVerdict.Undecidable.class);
    assertThat(FtwEvidence.of(blocked.stages().get(0).seen()).whole()).isFalse();

    FtwResult passed = FtwRun.of(read(stage("/?q=hello", "no_expect_ids: [949110]")), SITE).get(0);

    assertThat(FtwEvidence.of(passed.stages().get(0).seen()).whole()).isTrue();
  }

  @Test
  void a_log_that_does_not_say_what_became_of_a_request_does_not_show_that_a_rule_is_absent()
      throws IOException {
    FtwTest test = read(stage("/?q=hello", "no_expect_ids: [942200]")).get(0);
    WafObservation told = FtwRun.of(List.of(test), SITE).get(0).stages().get(0).seen();
    FirewallReport log = told.log();
    FirewallReport open =
        new FirewallReport(log.log(), log.transaction(), null, log.matches(), log.rows());
    WafObservation unknown =
        new WafObservation(
            told.provenance(),
            told.outcome(),
            told.subject(),
            told.requestId(),
            told.exchange(),
            told.arrival(),
            open,
            WafVerdict.UNDECIDABLE,
            told.proof(),
            told.expectation());

    assertThat(test.stages().get(0).judge(FtwEvidence.of(told)).passed()).isTrue();
    assertThat(test.stages().get(0).judge(FtwEvidence.of(unknown)))
        .isInstanceOf(FtwVerdict.Undecidable.class);
  }

  @Test
  void the_host_that_a_test_is_written_for_gives_way_to_that_of_the_url() throws IOException {
    FirewallSite named = LAB.vantage("client").firewall("http://shop.test");
    FtwTest own = read(stage("/?q=hello", "no_expect_ids: [942200]")).get(0);

    assertThat(FtwRun.of(List.of(own), named).get(0).verdict().passed()).isTrue();
    assertThat(LAB.arrivals("shop").get(LAB.arrivals("shop").size() - 1).headers())
        .contains(new Header("Host", "shop.test"));
  }

  @Test
  void a_stage_follows_the_redirect_of_the_one_before_with_its_cookies() throws IOException {
    List<FtwTest> tests =
        read(
            stage("/login", "no_expect_ids: [942200]")
                + """
                  - input: {dest_addr: 127.0.0.1, follow_redirect: true, save_cookie: true, headers: {Host: localhost}}
                    output: {status: 200, response_contains: 'session=1', log: {no_expect_ids: [942200]}}
                """
                    .indent(4));

    FtwResult result = FtwRun.of(tests, SITE).get(0);

    assertThat(result.stages()).hasSize(2);
    assertThat(result.verdict().passed()).as(result.verdict().reasons().toString()).isTrue();
    assertThat(result.stages().get(1).seen().exchange().request().url())
        .isEqualTo("http://10.1.0.4/home?q=1");
  }

  @Test
  void a_redirect_to_another_host_is_not_followed_and_undecidable() throws IOException {
    List<FtwTest> tests =
        read(
            stage("/away", "no_expect_ids: [942200]")
                + """
                  - input: {dest_addr: 127.0.0.1, follow_redirect: true, headers: {Host: localhost}}
                    output: {status: 200}
                """
                    .indent(4));

    FtwResult result = FtwRun.of(tests, SITE).get(0);

    assertThat(result.verdict()).isInstanceOf(FtwVerdict.Undecidable.class);
    assertThat(result.verdict().reasons())
        .containsExactly(
            "stage 2 follows a redirect to http://elsewhere.test:80, and the test is sent to"
                + " http://10.1.0.4 alone");
  }

  @Test
  void the_assertion_names_test_place_and_reason() throws IOException {
    FtwTest met = read(stage("/?q=" + LIST, "expect_ids: [942200]")).get(0);
    FtwTest odd = read(stage("/?q=hello", "expect_ids: [942200]")).get(0);

    assertThat(SITE).meets(met);
    assertThatThrownBy(() -> assertThat(SITE).meets(met, odd))
        .isExactlyInstanceOf(AssertionError.class)
        .hasMessageContaining("1 of 2 tests as expected, 1 not, 0 undecidable")
        .hasMessageContaining("942200-1")
        .hasMessageContaining("942200.yaml:")
        .hasMessageContaining("rule 942200");
    assertThatThrownBy(() -> assertThat(PLAIN).meets(met))
        .isInstanceOf(InconclusiveError.class)
        .hasMessageContaining("INCONCLUSIVE")
        .hasMessageContaining("0 of 1 tests as expected, 0 not, 1 undecidable");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> assertThat(SITE).meets())
        .withMessageContaining("nothing would be checked");
  }

  @Test
  void dynamic_tests_are_made_of_cases_and_of_tests() throws Throwable {
    FtwTest met = read(stage("/?q=" + LIST, "expect_ids: [942200]")).get(0);
    FtwTest odd = read(stage("/?q=hello", "expect_ids: [942200]")).get(0);
    var made = WafTests.ofFtw(LAB, "client", "http://10.1.0.4", List.of(met, odd)).toList();

    assertThat(made.get(0).getDisplayName()).isEqualTo("942200-1 a list");
    made.get(0).getExecutable().execute();
    assertThatThrownBy(() -> made.get(1).getExecutable().execute())
        .isInstanceOf(AssertionError.class);

    var cases = WafPack.of(942200).cases();
    var ofCases = WafTests.of(LAB, "client", "http://10.1.0.4", cases).toList();
    assertThat(ofCases).hasSameSizeAs(cases);
    ofCases.get(0).getExecutable().execute();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WafTests.of(LAB, "client", "http://10.1.0.4", List.of()))
        .withMessage("there is no case to send to http://10.1.0.4, so nothing would be checked");
  }

  private static String stage(String target, String log) {
    return """
        ---
        meta: {author: tester, description: lists}
        rule_id: 942200
        tests:
          - test_id: 1
            desc: a list
            stages:
              - input: {dest_addr: 127.0.0.1, uri: '%s', headers: {Host: localhost, Accept: '*/*'}}
                output: {log: {%s}}
        """
        .formatted(target, log);
  }

  private List<FtwTest> read(String text) throws IOException {
    Path file = folder.resolve("942200.yaml");
    Files.writeString(file, text);
    return FtwCorpus.read(file).enabled();
  }
}
