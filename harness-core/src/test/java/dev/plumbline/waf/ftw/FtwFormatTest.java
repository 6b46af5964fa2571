package dev.plumbline.waf.ftw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Source;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import dev.plumbline.waf.ftw.FtwEvidence.Looked;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FtwFormatTest {

  private static final String HEAD =
      """
      meta: {author: us, description: ours, tags: [own]}
      rule_id: 942200
      tests:
      """;

  private static final String FORM =
      """
        - test_id: 3
          desc: a form
          stages:
            - input:
                method: POST
                uri: /orders?a=1
                headers: {Host: shop.example, Accept: '*/*'}
                data: "q=a b'c&x"
              output:
                log: {expect_ids: [942200], no_expect_ids: [942100]}
                isolated: true
      """;

  @Test
  void a_request_of_the_new_generation_is_completed_as_the_go_tool_does() {
    FtwTest test = one(HEAD + FORM);
    assertThat(test.title()).isEqualTo("942200-3");
    assertThat(test.tags()).containsExactly("own");
    assertThat(text(test.request(0, List.of()).request()))
        .isEqualTo(
            """
            POST /orders?a=1 HTTP/1.1
            Host: shop.example
            Accept: */*
            Content-Type: application/x-www-form-urlencoded
            Connection: close
            Content-Length: 11

            q=a+b%27c&x\
            """);
    assertThat(test.cases())
        .singleElement()
        .satisfies(
            waf -> {
              assertThat(waf.polarity()).isEqualTo(Polarity.ATTACK);
              assertThat(waf.source()).isEqualTo("t.yaml:4");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "uri: / | urii: / | t.yaml:9: | did you mean \"uri\"",
        "status: 200 | status: ok | t.yaml:12: | not a whole number",
        "status: 200 | status: [200, 99] | t.yaml:12: | 99 is not from 100 to 599",
        "status: 200 | log: {expect_id: [942200]} | t.yaml:12: | did you mean \"expect_ids\"",
        "status: 200 | retry_once: true | t.yaml:12: | nothing is expected",
        "status: 200 | response_contains: '(' | t.yaml:12: | not a regular expression",
        "status: 200 | isolated: true | t.yaml:12: | a single rule",
        "uri: / | encoded_request: '%%%' | t.yaml:9: | this is not Base64",
        "uri: / | data: '{{ env \"HOME\" }}' | t.yaml:9: | is not expanded",
        "uri: / | follow_redirect: true | t.yaml:9: | the first stage",
        "uri: / | port: 99999 | t.yaml:9: | 99999 is not from 1 to 65535",
        "method: GET | uri: /x | t.yaml:9: | is written twice",
      })
  void what_is_wrong_is_named_with_its_line(String good, String bad, String line, String message) {
    String text =
        HEAD
            + """
                - test_id: 1
                  desc: x
                  stages:
                    - input:
                        method: GET
                        uri: /
                        headers: {Host: a.example}
                      output:
                        status: 200
              """;
    String broken = text.replace(good, bad);
    assertThat(broken).isNotEqualTo(text);
    assertThatThrownBy(() -> FtwReader.read(Source.of("t.yaml", broken)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContainingAll(line, message);
  }

  @Test
  void a_corpus_without_tests_is_refused(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> FtwCorpus.read(folder))
        .hasMessageContaining("nothing would be checked");
    assertThatThrownBy(() -> FtwCorpus.read(folder.resolve("gone.yaml")))
        .hasMessageContaining("neither a file nor a folder");
    Files.writeString(folder.resolve("942200.yaml"), HEAD + FORM);
    assertThatThrownBy(() -> FtwCorpus.read(folder).ofRules(942100))
        .hasMessageContainingAll("no test of rule 942100", "[942200]");
  }

  @Test
  void overrides_need_a_reason_and_a_test(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("942200.yaml"), HEAD + FORM);
    FtwCorpus corpus = FtwCorpus.read(folder);
    FtwCorpus changed =
        corpus.with(
            overrides(
                "- {rule_id: 942200, test_ids: [3], reason: it differs, output: {status: 400}}"));
    assertThat(changed.tests().get(0).stages().get(0).output().statuses()).containsExactly(400);
    assertThat(changed.tests().get(0).stages().get(0).override()).isEqualTo("it differs");
    FtwCorpus skipping =
        corpus.with(overrides("- {rule_id: 942200, reason: needs more, skip: true}"));
    assertThat(skipping.enabled()).isEmpty();
    assertThat(skipping.skipped()).singleElement().returns("needs more", FtwTest::skipped);
    assertThatThrownBy(() -> overrides("- {rule_id: 942200, output: {status: 400}}"))
        .hasMessageContainingAll("o.yaml:2:", "the key \"reason\" is missing");
    assertThatThrownBy(
            () ->
                corpus.with(
                    overrides("- {rule_id: 942200, test_ids: [3, 4], reason: r, skip: true}")))
        .hasMessageContainingAll("has no test 942200-4", "remove it");
  }

  @Test
  void a_stage_follows_a_redirect_with_the_cookies_of_the_answers() {
    FtwTest test =
        one(
            HEAD
                + """
                  - test_id: 1
                    stages:
                      - input: {uri: /a, headers: {Host: one.example}, dest_addr: one.example}
                        output: {status: 302}
                      - input:
                          follow_redirect: true
                          save_cookie: true
                          headers: {Host: one.example, Cookie: own=1}
                        output: {status: 200}
                """);
    FtwRequest first = test.request(0, List.of());
    FtwAnswer answer =
        new FtwAnswer(
            first,
            302,
            List.of(
                new Header("Location", "/b?x=1"),
                new Header("Set-Cookie", "s=2; Path=/"),
                new Header("Set-Cookie", "own=3")));
    FtwRequest second = test.request(1, List.of(answer));
    assertThat(second.request().target()).isEqualTo("/b?x=1");
    assertThat(second.redirected()).isTrue();
    assertThat(second.request().headers())
        .contains(new Header("Cookie", "own=1; s=2"), new Header("Host", "one.example"));
    assertThatThrownBy(() -> test.request(1, List.of(new FtwAnswer(first, 200, List.of()))))
        .isInstanceOf(FtwTest.UnfollowableException.class)
        .hasMessageContainingAll("942200-1, stage 2", "status is 200");
  }

  @Test
  void a_stage_passes_only_where_the_firewall_has_looked() {
    FtwStage stage = one(HEAD + FORM).stages().get(0);
    assertThat(judged(stage, List.of(942200, 949110), Looked.YES))
        .isInstanceOf(FtwVerdict.Pass.class);
    assertThat(judged(stage, List.of(942200, 942110), Looked.YES).reasons())
        .containsExactly("no other rule may be found, and there are 942110");
    assertThat(judged(stage, List.of(), Looked.YES)).isInstanceOf(FtwVerdict.Fail.class);
    assertThat(judged(stage, null, Looked.UNKNOWN)).isInstanceOf(FtwVerdict.Undecidable.class);
  }

  @Test
  void an_error_before_anything_was_sent_proves_nothing() {
    FtwStage stage =
        one(HEAD + "  - test_id: 1\n    stages: [{input: {}, output: {expect_error: true}}]\n")
            .stages()
            .get(0);
    assertThat(
            stage.judge(new FtwEvidence(0, "refused", false, "", List.of(), List.of(), Looked.YES)))
        .isInstanceOf(FtwVerdict.Undecidable.class);
    assertThat(stage.judge(new FtwEvidence(0, "reset", true, "", List.of(), List.of(), Looked.YES)))
        .isInstanceOf(FtwVerdict.Pass.class);
    assertThat(stage.judge(FtwEvidence.ofAnswer(200, ""))).isInstanceOf(FtwVerdict.Fail.class);
  }

  private static FtwVerdict judged(FtwStage stage, @Nullable List<Integer> rules, Looked looked) {
    return stage.judge(new FtwEvidence(403, null, true, "", rules, List.of(), looked));
  }

  private static FtwOverrides overrides(String text) {
    return FtwOverrides.read(Source.of("o.yaml", "test_overrides:\n  " + text + "\n"));
  }

  private static FtwTest one(String text) {
    return FtwReader.read(Source.of("t.yaml", text)).get(0);
  }

  private static String text(WafRequest request) {
    return request.method()
        + " "
        + request.target()
        + " "
        + request.version()
        + "\n"
        + request.headers().stream().map(Header::toString).collect(Collectors.joining("\n"))
        + "\n\n"
        + new String(request.body(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void a_payload_is_put_into_the_template_of_its_file_and_of_its_test() {
    List<FtwTest> tests =
        FtwReader.read(
            Source.of(
                "t.yaml",
                """
                meta: {author: us}
                rule_id: 942100
                template:
                  method: GET
                  uri: "/?q={{.Payload}}"
                  headers:
                    - {name: Host, value: localhost}
                    - {name: X-Own, value: '{{ .Payload }}'}
                tests:
                  - id: 1
                    description: braces that are the attack's own
                    payload: "{{7*7}} OR 1"
                    output: {log: {expect_ids: [942100]}}
                  - id: 2
                    template: {method: POST, uri: /, data: 'q={{.Payload}}&n={{ "ab" | repeat 2 }}'}
                    payload: "x y"
                    output: {log: {no_expect_ids: [942100]}}
                """));
    assertThat(text(tests.get(0).request(0, List.of()).request()))
        .isEqualTo(
            """
            GET /?q={{7*7}} OR 1 HTTP/1.1
            Host: localhost
            X-Own: {{7*7}} OR 1
            Connection: close

            """);
    assertThat(text(tests.get(1).request(0, List.of()).request()))
        .startsWith("POST / HTTP/1.1\nHost: localhost\nX-Own: x y\n")
        .endsWith("\n\nq=x+y&n=abab");
    assertThat(tests.get(1).stages().get(0).output().unexpectedRules()).containsExactly(942100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "payload: x | desc: x | the key \"stages\" is missing",
        "output: {status: 200} | stages: [] | payload is written as well",
        "'/?q={{.Payload}}' | '/?q=1' | no template holds {{.Payload}}",
        "'/?q={{.Payload}}' | '/?q={{upper .Payload}}' | is not expanded",
        "template: {uri: | template: {urii: | did you mean \"uri\"",
        "template: {uri: '/?q={{.Payload}}'} | tags: [a] | neither the file nor the test has one",
        "output: {status: 200} | tags: [a] | the key \"output\" is missing",
      })
  void what_is_wrong_with_a_payload_is_named(String good, String bad, String message) {
    String text =
        HEAD
            + """
                - test_id: 1
                  payload: x
                  template: {uri: '/?q={{.Payload}}'}
                  output: {status: 200}
              """;
    String broken = text.replace(good, bad);
    assertThat(broken).isNotEqualTo(text);
    assertThatThrownBy(() -> FtwReader.read(Source.of("t.yaml", broken)))
        .isInstanceOf(DescriptorException.class)
        .hasMessageContainingAll("t.yaml:", message);
  }

  @Test
  void the_mode_for_virtual_hosts_leaves_the_host_of_the_test_alone() {
    FtwTest test =
        one(
            HEAD
                + """
                  - test_id: 1
                    stages:
                      - input: {virtual_host_mode: true, headers: {Host: 10.0.0.1}}
                        output: {status: 200}
                """);
    assertThat(text(test.request(0, List.of()).request())).contains("Host: 10.0.0.1");
    assertThat(test.request(0, List.of()).request().ownHost()).isTrue();
  }

  @Test
  void a_file_of_the_old_form_that_the_go_tool_alone_can_read_is_completed_as_it_does() {
    String old =
        """
        meta: {author: us}
        tests:
          - test_title: 922100-1
            stages:
              - stage:
                  input:
                    method: POST
                    headers: {Content-Type: multipart/form-data; boundary=b}
                    data: |
                      --b--
                  output: {OUTPUT}
        """;
    assertThat(one(old.replace("OUTPUT", "log_contains: id \"922100\"")).stages().get(0).input())
        .satisfies(input -> assertThat(input.request().body()).isEqualTo(bytes("--b--\n")));
    assertThat(one(old.replace("OUTPUT", "log: {expect_ids: [922100]}")).stages().get(0).input())
        .satisfies(input -> assertThat(input.request().body()).isEqualTo(bytes("--b--\r\n")));
  }

  @Test
  void what_is_not_in_the_entries_that_are_at_hand_may_be_in_others() {
    FtwStage stage = logged("no_match_regex: 'parsing error'");
    assertThat(stage.judge(evidence(List.of(), List.of("a row"), true)))
        .isInstanceOf(FtwVerdict.Pass.class);
    assertThat(stage.judge(evidence(List.of(), List.of("a row"), false)).reasons())
        .singleElement()
        .asString()
        .contains("not all of its entries are at hand");
    assertThat(
            logged("no_expect_ids: [980170]").judge(evidence(List.of(), List.of("a row"), false)))
        .isInstanceOf(FtwVerdict.Undecidable.class);
  }

  @Test
  void a_text_that_names_a_rule_in_the_words_of_another_log_proves_nothing() {
    String text = "'\\[id \"942200\"\\] \\[msg \"SQL comment\"\\]'";
    List<String> rows = List.of("{\"ruleId\":\"942200\"}");
    for (String key : List.of("match_regex: ", "no_match_regex: ")) {
      assertThat(logged(key + text).judge(evidence(List.of(942200), rows, true)).reasons())
          .singleElement()
          .asString()
          .contains("rule 942200 was found", "other words");
    }
    assertThat(logged("no_match_regex: " + text).judge(evidence(List.of(), List.of(), true)))
        .isInstanceOf(FtwVerdict.Pass.class);
  }

  @Test
  void rules_of_answers_are_absent_only_where_the_backend_answered_as_asked() {
    FtwStage stage =
        one("""
                meta: {author: us}
                rule_id: 950100
                tests:
                  - test_id: 1
                    stages:
                      - input:
                          method: POST
                          uri: /reflect
                          headers: {Content-Type: application/json}
                          data: '{"status": 404, "body": "gone"}'
                        output: {log: {no_expect_ids: [950100]}}
                """)
            .stages()
            .get(0);
    assertThat(stage.input().response()).extracting(FtwResponse::status).isEqualTo(404);
    assertThat(stage.judge(answer(404, "\r\n\r\ngone"))).isInstanceOf(FtwVerdict.Pass.class);
    for (FtwEvidence other : List.of(answer(200, "\r\n\r\ngone"), answer(404, "\r\n\r\n"))) {
      assertThat(stage.judge(other).reasons())
          .singleElement()
          .asString()
          .contains("the backend was to answer 404");
    }
  }

  @Test
  void a_rule_that_was_not_asked_is_not_taken_for_one_that_was_not_found() {
    FtwStage stage = logged("no_expect_ids: [942200]");
    for (String notAsked : List.of("rule 942200", "the body")) {
      FtwEvidence evidence =
          new FtwEvidence(
              200, null, true, "", List.of(), List.of(), Looked.YES, true, List.of(notAsked));
      assertThat(stage.judge(evidence).reasons())
          .singleElement()
          .asString()
          .contains("did not ask " + notAsked);
      assertThat(logged("no_match_regex: ABC").judge(evidence))
          .isInstanceOf(FtwVerdict.Undecidable.class);
    }
    FtwEvidence another =
        new FtwEvidence(
            200, null, true, "", List.of(), List.of(), Looked.YES, true, List.of("rule 941100"));
    assertThat(stage.judge(another)).isInstanceOf(FtwVerdict.Pass.class);
  }

  private static FtwEvidence answer(int status, String text) {
    return new FtwEvidence(status, null, true, text, List.of(), List.of(), Looked.YES);
  }

  private static FtwEvidence evidence(List<Integer> rules, List<String> rows, boolean whole) {
    return new FtwEvidence(200, null, true, "", rules, rows, Looked.YES, whole, List.of());
  }

  private static FtwStage logged(String log) {
    return one(HEAD + "  - test_id: 1\n    stages: [{input: {}, output: {log: {" + log + "}}}]\n")
        .stages()
        .get(0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
