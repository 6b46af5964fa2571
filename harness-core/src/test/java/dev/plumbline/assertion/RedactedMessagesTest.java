package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.testing.Observations;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;

/** The messages of assertions end in logs that many read. */
class RedactedMessagesTest {

  private static final String SECRET = "S3cr3tV4lue";
  private static final String URL = "https://api.contoso.net/status";

  private final Observations inside = Observations.from("workload-subnet");

  @Test
  void a_secret_of_the_environment_is_taken_out_wherever_it_stands() {
    inside.scope().journal().secrets(List.of("vault-answer"));

    fails(
        () -> assertThat(answered(URL + "?who=vault-answer", "vault-answer")).hasStatus(500),
        """
        [#1 GET https://api.contoso.net/status?who=[redacted] at 10.1.0.5:443 from workload-subnet]
        Expected status:   500
        but was answered:  200, HTTP/1.1, text/plain
        with the body:     [redacted]
        """);
  }

  @Test
  void a_secret_of_the_environment_is_taken_out_where_a_body_is_cut_within_it() {
    inside.scope().journal().secrets(List.of("vault-answer"));

    fails(
        () -> assertThat(answered(URL, "x".repeat(192) + " vault-answer")).hasStatus(500),
        """
        [#1 GET https://api.contoso.net/status at 10.1.0.5:443 from workload-subnet]
        Expected status:   500
        but was answered:  200, HTTP/1.1, text/plain
        with the body:     %s [redacted]... (205 characters)
        """
            .formatted("x".repeat(192)));
  }

  @Test
  void a_secret_of_a_url_is_taken_out() {
    hides(() -> assertThat(answered(URL + "?sig=" + SECRET, "")).hasStatus(500));
  }

  @Test
  void secrets_of_headers_are_taken_out_of_what_is_expected_and_of_what_was_seen() {
    hides(
        () ->
            assertThat(answered(URL, "", "Set-Cookie", "sid=" + SECRET + "; Path=/"))
                .hasHeader("Set-Cookie", "none"));
    hides(() -> assertThat(answered(URL, "")).hasHeader("Authorization", "Bearer " + SECRET));
  }

  @Test
  void they_are_taken_out_of_the_journal_that_the_report_is_made_of() {
    HttpObservation seen = answered(URL + "?sig=" + SECRET, "");
    hides(() -> assertThat(seen).hasStatus(500));

    assertThat(inside.checks(seen))
        .hasSize(1)
        .allSatisfy(check -> assertThat(check.message()).doesNotContain(SECRET));
  }

  @Test
  void they_are_taken_out_of_messages_of_assertj_which_show_everything() {
    HttpObservation seen =
        answered(URL, "", "Set-Cookie", "a=" + SECRET + "; b=" + SECRET, "X-Api-Key", SECRET);

    hides(() -> assertThat(seen).matches(any -> false, "never"));
    hides(() -> assertThat(seen).isEqualTo(null));
    hides(() -> assertThat(seen).satisfies(o -> assertThat(o.response()).isNull()));
  }

  @Test
  void they_are_taken_out_of_soft_assertions() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly.assertThat(answered(URL + "?sig=" + SECRET, "")).hasStatus(500);
    softly.assertThat(answered(URL + "?code=" + SECRET, "")).hasStatus(500);

    hides(softly::assertAll);
  }

  @Test
  void a_message_of_the_user_s_own_is_no_exception() {
    hides(
        () ->
            assertThat(answered(URL, ""))
                .overridingErrorMessage("Authorization: Bearer " + SECRET)
                .hasStatus(500));
    hides(() -> assertThat(answered(URL, "")).as("token=" + SECRET).hasStatus(500));
  }

  private HttpObservation answered(String url, String body, String... headers) {
    List<Header> lines = new ArrayList<>();
    lines.add(new Header("Content-Type", "text/plain"));
    for (int i = 0; i < headers.length; i += 2) {
      lines.add(new Header(headers[i], headers[i + 1]));
    }
    return inside.answer(url, "10.1.0.5:443", 200, lines, body);
  }

  private static void hides(ThrowingCallable assertion) {
    assertThat(catchThrowable(assertion))
        .isInstanceOf(AssertionError.class)
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain(SECRET).contains("[redacted]"),
            e -> assertThat(Throwables.getStackTrace(e)).doesNotContain(SECRET));
  }
}
