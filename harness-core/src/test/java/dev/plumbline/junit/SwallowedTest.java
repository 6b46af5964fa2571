package dev.plumbline.junit;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.assertion.NetworkAssertions.eventually;
import static dev.plumbline.assertion.NetworkAssertions.tentatively;
import static dev.plumbline.assertion.NetworkAssertions.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.lab.Lab;
import dev.plumbline.lab.Watching;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Watched;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What failed in a test and never reached it. */
class SwallowedTest {

  private static final Duration OFTEN = Duration.ofMillis(10);

  @TempDir Path report;

  @ParameterizedTest
  @EnumSource
  void a_test_does_not_pass_when_a_failure_in_it_was_caught_or_lost_in_a_thread(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(SwallowingTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(6)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageMatching(
                        """
                        The test passed, but what it asserted of these failed and was not thrown in it: it was caught, or lost in another thread.
                          \\[#\\d+ connect 10\\.0\\.0\\.80:81 from inside\\] refused; expected open: failed
                        Assert on the test's own thread, wait with eventually\\(..\\); what may fail belongs inside of NetworkAssertions\\.tentatively\\(..\\)\\."""));
  }

  @ParameterizedTest
  @EnumSource
  void what_failed_and_was_said_to_or_was_told_otherwise_is_not_held_against_a_test(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(AllowedTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.passed()).isEqualTo(5);
    assertThat(report.resolve("report.json")).content().contains("\"problems\" : [ ]");
  }

  @ParameterizedTest
  @EnumSource
  void a_factory_passes_though_one_of_its_tests_failed(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(OneFailsTestCases.class);

    assertThat(outcome.passed()).isEqualTo(2);
    assertThat(outcome.failures()).singleElement().isExactlyInstanceOf(AssertionError.class);
    assertThat(report.resolve("report.json")).content().contains("\"problems\" : [ ]");
  }

  @ParameterizedTest
  @EnumSource
  void a_watch_of_which_nothing_was_asserted_fails_its_test(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(UnjudgedTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageMatching(
                        """
                        The test passed, but asserted nothing of what it watched\\.
                          connect 10\\.0\\.0\\.80:81 from inside: 0 of \\d+ looks as expected
                        Assert what is expected of it: assertThat\\(watched\\)\\.hasNoGap\\(\\) or hasNoGapLongerThan\\(..\\)\\."""));
  }

  @ParameterizedTest
  @EnumSource
  void a_watch_that_was_never_stopped_fails_its_test_and_is_in_the_report(Kit.Mode mode) {
    Kit.Outcome outcome = Kit.in(mode, report).run(UnstoppedTestCases.class);

    assertThat(outcome.passed()).isZero();
    assertThat(outcome.failures())
        .hasSize(2)
        .allSatisfy(
            f ->
                assertThat(f)
                    .isInstanceOf(NothingAssertedError.class)
                    .hasMessageMatching(
                        """
                        The test passed, but a watch that it started was never stopped, so that nothing was asserted of it\\.
                        Stop it, watching\\.stop\\(\\), and assert what it returns; or let it stop by itself, watch\\(..\\)\\.during\\(..\\)\\.
                          connect 10\\.0\\.0\\.80:81 from inside: 0 of \\d+ looks as expected"""));
    assertThat(report.resolve("report.html")).content().contains("looks as expected");
    assertThat(report.resolve("report.json")).content().contains("\"problems\" : [ ]");
    assertThat(UnstoppedTestCases.stopped).isTrue();
  }

  @Test
  void what_failed_when_its_test_was_over_is_a_problem_of_the_report() {
    Kit.Outcome outcome = Kit.in(Kit.Mode.SEQUENTIAL, report).run(LateTestCases.class);

    assertThat(outcome.failures()).isEmpty();
    assertThat(report.resolve("summary.md"))
        .content()
        .contains("an assertion failed when its test was over, so that it did not fail the test:")
        .contains("connect 10.0.0.80:81 from inside\\] refused; expected open: failed");
  }

  private static Thread failing(Vantage inside, Runnable first) {
    Thread thread =
        new Thread(
            () -> {
              first.run();
              assertThat(inside.connect("10.0.0.80", 81)).isOpen();
            });
    thread.setUncaughtExceptionHandler((t, e) -> {}); // as a pool whose future nobody asks
    thread.start();
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @NetworkTest("stand-in")
  @OwnLab
  static class SwallowingTestCases {

    @Test
    void caught(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      catchThrowable(() -> assertThat(inside.connect("10.0.0.80", 81)).isOpen());
    }

    @Test
    void in_another_thread(@From("inside") Vantage inside) {
      join(failing(inside, () -> {}));
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @Test
    void in_another_thread_of_an_attempt(@From("inside") Vantage inside) {
      eventually(
          within(Duration.ofMinutes(1)),
          () -> {
            assertThat(inside.connect("10.0.0.80", 80)).isOpen();
            join(failing(inside, () -> {}));
          });
    }

    @Test
    void in_another_thread_of_a_look(Lab lab) {
      AtomicInteger looks = new AtomicInteger();
      assertThat(
              lab.watch(OFTEN)
                  .from(
                      "inside",
                      inside -> {
                        assertThat(inside.connect("10.0.0.80", 80)).isOpen();
                        if (looks.incrementAndGet() == 2) {
                          join(failing(inside, () -> {}));
                        }
                      })
                  .during(Watching::awaitLook))
          .hasNoGapLongerThan(Duration.ofMinutes(1));
    }

    @TestFactory
    Stream<DynamicTest> dynamic(@From("inside") Vantage inside, Lab lab) {
      return Stream.of(
          DynamicTest.dynamicTest("with the view of the factory", () -> caught(inside)),
          DynamicNetworkTest.of("of its own", lab, own -> caught(own.vantage("inside"))));
    }
  }

  @NetworkTest("stand-in")
  @OwnLab
  static class AllowedTestCases {

    @Test
    void said_to(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      tentatively(
          () ->
              assertThat(catchThrowable(() -> assertThat(inside.connect("10.0.0.80", 81)).isOpen()))
                  .isNotNull());
    }

    @Test
    void any_of_several(@From("inside") Vantage inside) {
      List<TcpObservation> both =
          List.of(inside.connect("10.0.0.80", 81), inside.connect("10.0.0.80", 80));
      tentatively(() -> assertThat(both).anySatisfy(o -> assertThat(o).isOpen()));
    }

    @Test
    void one_of_two_ways(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      assertThat(inside.connect("10.0.0.80", 81))
          .satisfiesAnyOf(o -> assertThat(o).isOpen(), o -> assertThat(o).isRefused());
    }

    @Test
    void in_an_attempt_before(@From("inside") Vantage inside) {
      AtomicInteger attempts = new AtomicInteger();
      eventually(
          within(Duration.ofMinutes(1)),
          () -> assertThat(inside.connect("10.0.0.80", 82 - attempts.incrementAndGet())).isOpen());
    }

    @Test
    void in_a_watch_that_was_judged(Lab lab) {
      AtomicInteger looks = new AtomicInteger();
      assertThat(
              lab.watch(OFTEN)
                  .from(
                      "inside",
                      inside ->
                          assertThat(
                                  inside.connect(
                                      "10.0.0.80", looks.incrementAndGet() == 2 ? 81 : 80))
                              .isOpen())
                  .during(Watching::awaitLook))
          .hasNoGapLongerThan(Duration.ofMinutes(1));
    }
  }

  @NetworkTest("stand-in")
  static class OneFailsTestCases {

    @TestFactory
    Stream<DynamicTest> dynamic(@From("inside") Vantage inside) {
      return Stream.of(80, 81, 80)
          .map(
              port ->
                  DynamicTest.dynamicTest(
                      "port " + port,
                      () -> assertThat(inside.connect("10.0.0.80", port)).isOpen()));
    }
  }

  @NetworkTest("stand-in")
  static class UnjudgedTestCases {

    @Test
    void asserts_something_else(Lab lab, @From("inside") Vantage inside) {
      watch(lab);
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @TestFactory
    DynamicTest dynamic(Lab lab) {
      return DynamicNetworkTest.of(
          "of its own", lab, own -> asserts_something_else(own, own.vantage("inside")));
    }

    private static Watched watch(Lab lab) {
      return lab.watch(OFTEN)
          .from("inside", inside -> assertThat(inside.connect("10.0.0.80", 81)).isOpen())
          .during(() -> {});
    }
  }

  @NetworkTest("stand-in")
  static class UnstoppedTestCases {

    static boolean stopped;

    @Test
    void starts(Lab lab, @From("inside") Vantage inside) {
      start(lab);
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
    }

    @TestFactory
    DynamicTest dynamic(Lab lab) {
      return DynamicNetworkTest.of("of its own", lab, own -> starts(own, own.vantage("inside")));
    }

    static Watching start(Lab lab) {
      return lab.watch(OFTEN)
          .from("inside", inside -> assertThat(inside.connect("10.0.0.80", 81)).isOpen())
          .start();
    }

    @AfterAll
    static void looks_for_threads() {
      stopped =
          Thread.getAllStackTraces().keySet().stream()
              .noneMatch(thread -> thread.getName().startsWith("plumbline-watch"));
    }
  }

  @NetworkTest("stand-in")
  static class LateTestCases {

    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static Thread late = new Thread();

    @Test
    void leaves_a_thread_behind(@From("inside") Vantage inside) {
      assertThat(inside.connect("10.0.0.80", 80)).isOpen();
      late = failing(inside, LateTestCases::awaitEnd);
    }

    private static void awaitEnd() {
      try {
        OVER.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @AfterAll
    static void waits_for_it() {
      OVER.countDown();
      SwallowedTest.join(late);
    }
  }
}
