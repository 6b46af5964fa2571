package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.util.Throwables.getStackTrace;

import dev.plumbline.assertion.InconclusiveError;
import dev.plumbline.assertion.NetworkSoftAssertions;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Redaction;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** What JUnit prints of failures ends in logs that many read. */
class RedactedTest {

  private static final String SECRET = "S3cr3tV4lue";
  private static final String URL = "http://10.0.0.80/?sig=" + SECRET;

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void no_failure_shows_a_secret(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(TellingTestCases.class, AfterTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(8)
        .allSatisfy(f -> assertThat(getStackTrace(f)).doesNotContain(SECRET).contains("[redacted]"))
        .filteredOn(f -> !(f instanceof NothingAssertedError))
        .allSatisfy(f -> assertThat(getStackTrace(f)).contains(RedactedTest.class.getName()));
  }

  @ParameterizedTest
  @EnumSource
  void a_failure_keeps_its_kind(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(InconclusiveTestCases.class);

    assertThat(outcome.failures())
        .hasSize(1)
        .allSatisfy(f -> assertThat(f).isInstanceOf(InconclusiveError.class));
    assertThat(report.resolve("summary.md")).content().doesNotContain(SECRET);
  }

  @Test
  void an_exception_without_secrets_stays_what_it_is_and_another_tells_its_kind() {
    Redaction redaction = new Redaction(List.of());
    IllegalStateException harmless = new IllegalStateException("nothing of the kind");
    Throwable hidden =
        Redacted.of(new IllegalStateException("token=" + SECRET, harmless), redaction);

    assertThat(Redacted.of(harmless, redaction)).isSameAs(harmless);
    assertThat(hidden)
        .hasToString("java.lang.IllegalStateException: token=[redacted]")
        .hasCause(harmless);
    assertThat(Redacted.of(new TestAbortedException("token=" + SECRET), redaction))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage("token=[redacted]");
  }

  @NetworkTest("stand-in")
  static class TellingTestCases {

    @Test
    void of_plumbline(@From("inside") Vantage inside) {
      assertThat(inside.get(URL)).hasStatus(200);
    }

    @Test
    void of_assertj() {
      assertThat("Cookie: sid=" + SECRET).isEqualTo("Cookie: sid=other");
    }

    @Test
    void of_several(@From("inside") Vantage inside) {
      NetworkSoftAssertions softly = new NetworkSoftAssertions();
      softly.assertThat(inside.get(URL)).hasStatus(200);
      softly.assertThat("Authorization: Bearer " + SECRET).isEmpty();
      softly.assertAll();
    }

    @Test
    void with_a_cause() {
      throw new AssertionError("outside", new AssertionError("token=" + SECRET));
    }

    @Test
    void of_an_exception() {
      throw new IllegalStateException("Authorization: Bearer " + SECRET);
    }

    @Test
    void that_proved_nothing(@From("inside") Vantage inside) {
      inside.get(URL);
    }

    @TestFactory
    DynamicTest of_a_dynamic_test(Lab lab) {
      return DynamicNetworkTest.of(
          "case", lab, own -> assertThat(own.vantage("inside").get(URL)).hasStatus(200));
    }
  }

  @NetworkTest("stand-in")
  static class AfterTestCases {
    @Test
    void passes(@From("inside") Vantage inside) {
      assertThat(inside.connect("web")).isOpen();
    }

    @AfterEach
    void fails() {
      assertThat("password=" + SECRET).isEmpty();
    }
  }

  @NetworkTest("stand-in")
  static class InconclusiveTestCases {
    @Test
    void proves_nothing() {
      throw new InconclusiveError("asked for token=" + SECRET);
    }
  }
}
