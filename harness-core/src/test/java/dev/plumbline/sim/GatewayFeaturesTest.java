package dev.plumbline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Response;
import dev.plumbline.observation.Journal;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.testing.GatewayFeatures;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gateways do with requests and answers, as a description in a file says it. */
class GatewayFeaturesTest {

  private final Lab lab =
      Lab.open(
          Environment.builder("features")
              .vantage("client", v -> v.segment("subnet").address(GatewayFeatures.CLIENT))
              .build(),
          GatewayFeatures.network(),
          new Journal());

  @AfterEach
  void close() {
    lab.close();
  }

  private Response get(String path, String... headers) {
    HttpProbe probe = HttpProbe.get("http://10.1.0.4" + path).host("shop.test");
    for (String header : headers) {
      int colon = header.indexOf(':');
      probe = probe.header(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    HttpObservation seen = lab.vantage("client").send(probe);
    return seen.answer().orElseThrow(() -> new AssertionError("no answer: " + seen.outcome()));
  }

  private AccessRecord logged() {
    List<AccessRecord> log = lab.accessLog("gateway");
    return log.get(log.size() - 1);
  }

  @Test
  void a_text_is_a_redirection_with_302_and_a_record_says_more() {
    assertThat(get("/old").status()).isEqualTo(302);
    assertThat(get("/old?q=1").header("Location")).containsExactly("https://new.test/");
    assertThat(get("/kept/a%20b?q=1").status()).isEqualTo(308);
    assertThat(get("/kept/a%20b?q=1").header("Location"))
        .containsExactly("https://shop.test:8443/kept/a%20b?q=1");
  }

  @ParameterizedTest
  @CsvSource({
    "/pre/a, /v2/a",
    "/pre/a/b?c=/pre/, /v2/a/b?c=/pre/",
    "/pre/, /v2/",
    "/PRE/A, /v2/A",
    "/%70re/%61, /v2/%61",
    "/pre%2Fx, /v2/x"
  })
  void a_prefix_is_replaced_in_the_raw_path(String asked, String sent) {
    assertThat(get(asked).text()).contains("\"target\":\"" + sent + "\"");
    assertThat(logged().forwarded().target()).isEqualTo(sent);
    assertThat(logged().target()).isEqualTo(asked);
  }

  @Test
  void a_rewrite_sees_the_request_and_then_the_answer() {
    Response answer =
        get("/rewrite/shoes/red?x=1", "Cookie: a=b; taste=sweet", "Accept: text/html");
    assertThat(answer.text())
        .contains("\"target\":\"/shoes?was=red&x=1\"")
        .contains("\"x-second\":[\"red\"]")
        .contains("\"x-host\":[\"shop.test\"]")
        .contains("\"x-scheme\":[\"http\"]")
        .contains("\"x-cookie\":[\"sweet\"]")
        .contains("\"x-original-url\":[\"/rewrite/shoes/red?x=1\"]")
        .doesNotContain("x-nobody")
        .doesNotContain("\"accept\"");
    assertThat(answer.header("X-Status")).containsExactly("200");
    assertThat(answer.header("X-Type")).containsExactly("application/json");
    assertThat(answer.header("Server")).isEmpty();
  }

  @Test
  void a_condition_that_does_not_hold_leaves_all_as_it_was() {
    Response answer = get("/rewrite/shoes/red?x=1", "X-Skip: yes");
    assertThat(answer.text()).contains("\"target\":\"/rewrite/shoes/red?x=1\"");
    assertThat(answer.header("X-Status")).isEmpty();
  }

  @Test
  void backends_get_the_id_of_the_access_log_and_no_odd_header_names() {
    String text = get("/traced", "X_Odd: 1", "X-Trace: forged").text();
    assertThat(text).contains("\"x-trace\":[\"" + logged().id() + "\"]").doesNotContain("x_odd");
  }

  @Test
  void a_cookie_keeps_a_client_with_its_member_until_it_has_none_of_that_name() {
    Response first = get("/sticky");
    String cookie = first.header("Set-Cookie").get(0);
    assertThat(cookie).matches("at=[0-9a-f]{32}; Path=/; Secure");
    String member = first.text().replaceAll("(?s).*?\"host\":\"(\\w+)\".*", "$1");
    for (int i = 0; i < 3; i++) {
      Response again = get("/sticky", "Cookie: " + cookie.substring(0, cookie.indexOf(';')));
      assertThat(again.text()).contains("\"host\":\"" + member + "\"");
      assertThat(again.header("Set-Cookie")).isEmpty();
    }
    assertThat(get("/sticky", "Cookie: at=unknown").header("Set-Cookie")).hasSize(1);
  }

  @Test
  void a_backend_with_the_very_key_is_trusted_and_another_is_not() {
    assertThat(get("/pinned").status()).isEqualTo(200);
    assertThat(get("/mispinned").status()).isEqualTo(502);
    assertThat(logged().failure()).isEqualTo(Failure.BACKEND_UNREACHABLE);
  }

  @Test
  void error_pages_take_the_place_of_pages_made_here_and_keep_their_status() {
    Response closed = get("/empty");
    assertThat(closed.status()).isEqualTo(502);
    assertThat(closed.text()).isEqualTo("closed");
    assertThat(closed.header("Server")).containsExactly("Gateway/1");
    Response nothing = get("/nothing");
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.text()).isEqualTo("not here");
  }

  @Test
  void a_change_to_http2_without_tls_is_refused_where_the_service_says_so() {
    assertThat(get("/old", "Upgrade: websocket, H2C").status()).isEqualTo(403);
    assertThat(logged().failure()).isEqualTo(Failure.UPGRADE);
    assertThat(get("/old", "Upgrade: websocket").status()).isEqualTo(302);
  }

  @Test
  void the_access_log_tells_what_came_who_took_it_and_where_it_went() {
    get("/empty?a=b", "User-Agent: test");
    AccessRecord record = logged();
    assertThat(record.id()).matches("[0-9a-f]{32}");
    assertThat(record.source()).isEqualTo(GatewayFeatures.CLIENT);
    assertThat(record.service()).isEqualTo("shop");
    assertThat(record.target()).isEqualTo("/empty?a=b");
    assertThat(record.header("user-agent")).contains("test");
    assertThat(record.status()).isEqualTo(502);
    assertThat(record.sentBytes()).isPositive();
    assertThat(record.failure()).isEqualTo(Failure.NO_BACKEND);
    assertThat(record.forwarded())
        .isEqualTo(new AccessRecord.Forwarded("empty", null, null, null, null, null));
    get("/pre/a");
    assertThat(logged().forwarded().member()).isEqualTo("10.1.0.5:80");
    assertThat(logged().forwarded().status()).isEqualTo(200);
    assertThat(logged().forwarded().latency()).isPositive();
    assertThat(lab.accessLog("first")).hasSize(1);
    assertThat(lab.accessLog("second")).isEmpty();
    assertThatThrownBy(() -> lab.accessLog("nobody"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("has no host \"nobody\"");
  }
}
