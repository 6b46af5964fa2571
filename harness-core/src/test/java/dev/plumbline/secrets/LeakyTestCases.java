package dev.plumbline.secrets;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.vantage.Vantage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that meet secrets and fail, so that everything is told. */
@NetworkTest("leaky.yaml")
class LeakyTestCases {

  private final Secrets secrets = LeakyRun.secrets();

  @ParameterizedTest
  @ValueSource(
      strings = {"/token", "/keys", "/keys.json", "/page", "/settings", "/spellings", "/cut"})
  void a_body(String path, @From("direct") Vantage direct) {
    assertThat(direct.get(LeakyRun.url(path))).bodyContains("what is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/echo.json"})
  void what_is_sent(String path, @From("direct") Vantage direct) {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                ("jane:" + secrets.odd("password of basic")).getBytes(StandardCharsets.UTF_8));
    HttpProbe probe =
        HttpProbe.request(
                "POST",
                LeakyRun.url(path)
                    + "?subscription-key="
                    + secrets.of("key of a query")
                    + "&sig="
                    + secrets.of("signature of a query")
                    + "%2B%3D&page=2&client_secret="
                    + secrets.of("secret of a query")
                    + "&code="
                    + secrets.of("code of a query"))
            .header("Authorization", "Basic " + basic)
            .header("Proxy-Authorization", "Bearer " + secrets.of("bearer of a proxy"))
            .header("Cookie", "a=" + secrets.of("cookie") + "; b=" + secrets.of("second cookie"))
            .header("Ocp-Apim-Subscription-Key", secrets.of("key of a header"))
            .header("X-Api-Key", secrets.of("second key of a header"))
            .header("X-Forwarded-Authorization", "Bearer " + secrets.of("forwarded bearer"))
            .header("Referer", "https://x/?token=" + secrets.of("token of a referrer"))
            .body(
                "application/x-www-form-urlencoded",
                "grant_type=client_credentials&client_secret="
                    + secrets.of("secret of a form")
                    + "&client_assertion="
                    + secrets.of("assertion of a form"));
    assertThat(direct.send(probe)).hasStatus(404);
  }

  @Test
  void a_redirect(@From("direct") Vantage direct) {
    assertThat(direct.send(HttpProbe.get(LeakyRun.url("/moved")).followRedirects(3)))
        .hasStatus(404);
  }

  @Test
  void a_redirect_that_is_not_followed(@From("direct") Vantage direct) {
    assertThat(direct.get(LeakyRun.url("/moved"))).redirectsTo("http://elsewhere/");
  }

  @Test
  void user_info(@From("direct") Vantage direct) {
    assertThat(
            direct.get(
                "http://jane:"
                    + secrets.of("password of a URL")
                    + "@"
                    + LeakyRun.url("/echo").substring(7)))
        .hasStatus(404);
  }

  @Test
  void a_url_that_is_none(@From("direct") Vantage direct) {
    direct.get("http://jane:" + secrets.of("password of no URL") + "@[nowhere/?sig=1");
  }

  @Test
  void a_url_of_another_scheme(@From("direct") Vantage direct) {
    direct.get("ftp://jane:" + secrets.of("password of a scheme") + "@nowhere/");
  }

  @Test
  void an_exception() {
    throw new IllegalStateException(
        "cannot log in with Authorization: Bearer " + secrets.of("bearer of an exception"),
        new IllegalArgumentException("password=" + secrets.of("password of a cause")));
  }

  @Test
  void an_assumption() {
    assumeTrue(false, "no login with token=" + secrets.of("token of an assumption"));
  }

  @Test
  void known_texts_in_what_is_no_assertion_of_ours() {
    assertThat("the value is " + System.getenv("LEAK_ODD")).isEmpty();
  }

  @Test
  void known_texts_in_an_exception() {
    throw new IllegalStateException("the value is " + System.getenv("LEAK_ODD"));
  }

  @Test
  void known_texts_that_are_sent(@From("direct") Vantage direct) {
    assertThat(
            direct.send(
                HttpProbe.get(LeakyRun.url("/echo"))
                    .header("X-Contoso", "" + System.getenv("LEAK_ENDPOINT"))))
        .hasStatus(404);
  }

  @Test
  void softly(@From("direct") Vantage direct) {
    NetworkSoftAssertions.assertSoftly(
        soft -> {
          soft.assertThat(direct.get(LeakyRun.url("/token"))).hasStatus(404);
          soft.assertThat("x-api-key: " + secrets.of("key of a soft failure")).isEmpty();
        });
  }

  @Test
  void an_endpoint(@From("direct") Vantage direct) {
    assertThat(direct.connect("web")).isDropped();
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-socks", "by-http"})
  void a_way_out_that_is_broken(String vantage, Lab lab) {
    assertThat(lab.vantage(vantage).get("http://10.1.0.4/")).hasStatus(200);
  }

  @Test
  void a_table(Lab lab) {
    assertThat(
            lab.reachability(
                """
                 | web
        direct   | dropped
        by-socks | open
        """))
        .isAsExpected();
  }

  @Test
  void a_baseline(Lab lab) {
    assertThat(lab).matchesBaseline("leaky");
  }
}
