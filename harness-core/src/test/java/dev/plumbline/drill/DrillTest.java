package dev.plumbline.drill;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.drill.DrillResult.Row;
import dev.plumbline.drill.DrillResult.State;
import dev.plumbline.drill.DrillResult.Verdict;
import dev.plumbline.environment.Environments.Loaded;
import dev.plumbline.environment.NotArmedException;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.vantage.Vantage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class DrillTest {

  private static final String EXPIRED = "certificate-expired";
  private static final String PROBE = "probe-without-host";

  @TempDir Path folder;

  private Drill drill(Class<?>... classes) {
    return Drill.of("drilled").running(classes).atATime(2).reportingTo(folder);
  }

  @NetworkTest("drilled")
  static class Watchful {
    @Test
    void the_certificate_is_trusted(@From("outside") Vantage outside) {
      assertThat(outside.handshake("api.contoso.net", 443)).isTrusted();
    }

    @Test
    void the_backend_is_healthy(@From("inside") Vantage inside) {
      assertThat(inside.probe("backend-probe")).isHealthy();
    }
  }

  @NetworkTest("drilled")
  static class Drowsy {
    @Test
    void the_name_resolves(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
    }
  }

  @Test
  void a_suite_that_looks_at_it_notices_each_mistake() {
    DrillResult result = drill(Watchful.class).only(EXPIRED, PROBE).run();

    result.assertThat().noticesEverything();
    assertThat(result.tests())
        .containsExactly(
            "DrillTest.Watchful.the_backend_is_healthy",
            "DrillTest.Watchful.the_certificate_is_trusted");
    assertThat(result.rows())
        .extracting(Row::title)
        .containsExactly(
            "certificate-expired: certificate gateway", "probe-without-host: probe backend-probe");
    assertThat(result.rows()).extracting(Row::verdict).containsOnly(Verdict.CAUGHT);
    assertThat(result.rows().get(0).cells())
        .extracting(DrillResult.Cell::state)
        .containsExactly(State.PASSED, State.FAILED);
  }

  @Test
  void what_is_drilled_is_whole_in_a_run_that_is_split_over_jobs() {
    System.setProperty("plumbline.shard", "1/1000");
    try {
      DrillResult result = drill(Watchful.class).only(EXPIRED).run();

      assertThat(result.rows()).extracting(Row::verdict).containsOnly(Verdict.CAUGHT);
    } finally {
      System.clearProperty("plumbline.shard");
    }
  }

  @NetworkTest("drilled")
  static class Several {
    @Test
    void the_name_resolves(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
    }

    @Test
    void the_port_is_open(@From("outside") Vantage outside) {
      assertThat(outside.connect("api.contoso.net", 443)).isOpen();
    }

    @Test
    void the_port_is_open_in_this_lab(Lab lab) {
      assertThat(lab.vantage("outside").connect("api.contoso.net", 443)).isOpen();
    }

    @Test
    void the_name_resolves_and_is_served(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
      assertThat(outside.get("https://api.contoso.net/")).hasStatus(200);
    }
  }

  @Test
  void what_cannot_be_affected_is_not_run() {
    DrillResult result =
        drill(Several.class).only("certificate-without-the-name", "link-missing").run();

    Map<String, Map<String, State>> states = new TreeMap<>();
    for (Row row : result.rows()) {
      row.cells()
          .forEach(
              cell ->
                  states
                      .computeIfAbsent(row.title(), title -> new TreeMap<>())
                      .put(cell.test().replace("DrillTest.Several.", ""), cell.state()));
    }
    assertThat(states.get("certificate-without-the-name: certificate gateway"))
        .containsOnly(
            Map.entry("the_name_resolves", State.NOT_AFFECTED),
            Map.entry("the_port_is_open", State.NOT_AFFECTED),
            Map.entry("the_port_is_open_in_this_lab", State.PASSED),
            Map.entry("the_name_resolves_and_is_served", State.FAILED));
    assertThat(states.get("link-missing: link internet -> inside"))
        .containsEntry("the_name_resolves", State.PASSED)
        .containsEntry("the_port_is_open", State.FAILED);
  }

  @NetworkTest("drilled")
  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class Leaning {
    @Test
    void a_the_name_resolves(@From("bare") Vantage bare) {
      assertThat(bare.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
    }

    @Test
    void b_another_does_not(Lab lab) {
      assertThat(lab.vantage("bare").resolve("absent.contoso.net")).isNxDomain();
    }
  }

  @Test
  void what_was_the_control_of_another_is_run_after_all() {
    DrillResult result = drill(Leaning.class).only(EXPIRED).run();

    assertThat(result.rows()).extracting(Row::verdict).containsExactly(Verdict.SURVIVED);
    assertThat(result.rows().get(0).cells())
        .extracting(DrillResult.Cell::state)
        .containsExactly(State.PASSED, State.PASSED);
  }

  @Test
  void the_report_is_a_matrix_of_misconfigurations_by_tests() throws Exception {
    DrillResult result = drill(Watchful.class).only(EXPIRED, "rules-missing").run();

    assertThat(Files.readString(folder.resolve("drilled.md")).replaceAll("\\d+\\.\\d s", "1.0 s"))
        .isEqualTo(
            """
            ## Drill of drilled

            **The misconfiguration was caught**: 2 tests, 1.0 s (1.0 s without any misconfiguration).

            ### Matrix

            | Misconfiguration | Verdict | Noticed by |
            |---|---|---|
            | certificate-expired: certificate gateway | caught | DrillTest.Watchful.the\\_certificate\\_is\\_trusted |
            | rules-missing | not applicable | because there is no filter |
            """);
    assertThat(Files.readString(folder.resolve("drilled.json")))
        .contains("\"name\" : \"certificate-expired\"", "\"verdict\" : \"caught\"");
    assertThat(result.page()).isEqualTo(folder.resolve("drilled.html"));
    assertThat(Files.readString(folder.resolve("drilled.html")))
        .contains(
            "<h1>The misconfiguration was caught</h1>",
            "<span>certificate-expired</span>",
            "<td class=\"mark failed\"",
            "because there is no filter");
  }

  @Test
  void what_survives_is_told_with_the_assertion_that_would_notice_it() {
    DrillResult result = drill(Drowsy.class).only(EXPIRED, PROBE).run();

    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [drill of drilled: 1 test]
            Expected every misconfiguration to be noticed,
            but of 2 tried, 2 survived:
              certificate-expired: certificate gateway
                What went wrong:  A certificate was not renewed in time.
                Would notice it:  assertThat(vantage.handshake("…")).isTrusted().expiresAfter(Duration.ofDays(14))
              probe-without-host: probe backend-probe
                What went wrong:  A health probe asks without the host name that the backend answers to.
                Would notice it:  assertThat(gateway.probe("…")).isHealthy()
            The matrix: %s"""
                .formatted(result.page()));
  }

  @Test
  void what_is_accepted_is_shown_as_a_survivor_with_its_reason() throws Exception {
    DrillResult result = drill(Drowsy.class).only(EXPIRED, PROBE).run();

    assertThatThrownBy(
        () -> result.assertThat().noticesEverythingExcept(EXPIRED, "its owner | watches <it>"));
    assertThat(Files.readString(folder.resolve("drilled.md")).replaceAll("\\d+\\.\\d s", "1.0 s"))
        .isEqualTo(
            """
            ## Drill of drilled

            **2 of 2 misconfigurations survived, 1 of them accepted**: 1 test, 1.0 s (1.0 s without any misconfiguration).

            ### Survived

            - **probe-without-host: probe backend-probe**: A health probe asks without the host name that the backend answers to.
              Would notice it: `assertThat(gateway.probe("…")).isHealthy()`

            ### Survived, accepted

            - **certificate-expired: certificate gateway**: A certificate was not renewed in time.
              Accepted: its owner \\| watches \\<it\\>

            ### Matrix

            | Misconfiguration | Verdict | Noticed by |
            |---|---|---|
            | certificate-expired: certificate gateway | survived, accepted | because its owner \\| watches \\<it\\> |
            | probe-without-host: probe backend-probe | survived |  |
            """);
    assertThat(Files.readString(folder.resolve("drilled.html")))
        .contains(
            "<header class=\"masthead failed\">",
            "<h2>Survived, accepted</h2>",
            "<span class=\"state skipped\">survived, accepted</span>"
                + "<span class=\"where\">its owner | watches &lt;it&gt;</span>",
            "<span class=\"state failed\">survived</span>");
    assertThat(Files.readString(folder.resolve("drilled.json")))
        .contains("\"accepted\" : \"its owner | watches <it>\"");

    result
        .assertThat()
        .noticesEverythingExcept(Map.of(EXPIRED, "watched", PROBE, "nobody goes there"));
    assertThat(Files.readString(folder.resolve("drilled.html")))
        .contains(
            "<header class=\"masthead passed\">",
            "<h1>2 of 2 misconfigurations survived, accepted</h1>",
            "<p>because nobody goes there</p>")
        .doesNotContain("<h2>Survived</h2>", "its owner");
    assertThat(Files.readString(folder.resolve("drilled.json"))).contains("\"survived\"");
  }

  @Test
  void an_exception_has_a_reason_and_is_needed() {
    DrillResult result = drill(Watchful.class).only(EXPIRED).run();
    DrillResult survived = drill(Drowsy.class).only(EXPIRED).run();

    survived.assertThat().noticesEverythingExcept(EXPIRED, "watched by another team");
    survived
        .assertThat()
        .noticesEverythingExcept("certificate-expired: certificate gateway", "watched elsewhere");
    assertThatThrownBy(() -> survived.assertThat().noticesEverythingExcept(EXPIRED, " "))
        .hasMessage(
            "the exception \"certificate-expired\" has no reason: say why it need not be noticed");
    assertThatThrownBy(
            () ->
                result
                    .assertThat()
                    .noticesEverythingExcept(
                        Map.of(EXPIRED, "watched by another team", PROBE, "there is none")))
        .hasMessage(
            """
            [drill of drilled: 2 tests]
            Expected every misconfiguration to be noticed,
            but of 1 tried, an exception is not needed:
              certificate-expired: it was caught
              probe-without-host: no such misconfiguration was tried
            The matrix: %s"""
                .formatted(result.page()));
  }

  @NetworkTest("drilled")
  static class Red {
    @Test
    void the_name_resolves(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.99");
    }
  }

  @Test
  void a_red_suite_notices_nothing() {
    DrillResult result = drill(Red.class).only(EXPIRED).run();

    assertThat(result.rows()).isEmpty();
    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .hasMessage(
            """
            [drill of drilled: 1 test]
            Expected the suite to be green without any misconfiguration, so that it can notice one,
            but it is red:
              DrillTest.Red.the_name_resolves
                [#1 api.contoso.net A from outside by 203.0.113.53]
                Expected to resolve only to:  203.0.113.99
                but resolved to:              203.0.113.10 (public), ttl 300, NOERROR
                by way of:                    from segment internet; to host public-dns in segment internet; listener UDP 53 of host public-dns; decided by zone contoso.net
            The matrix: %s"""
                .formatted(result.page()));
  }

  private static final AtomicInteger RUNS = new AtomicInteger();

  @NetworkTest("drilled")
  static class NowAndThen {
    @Test
    void the_first_run_is_green(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
      assertThat(RUNS.incrementAndGet()).as("the run").isEqualTo(1);
    }
  }

  @Test
  void a_suite_that_fails_by_itself_proves_nothing() {
    RUNS.set(0);
    DrillResult result = drill(NowAndThen.class).only(EXPIRED).run();

    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .hasMessageMatching(
            """
            (?s)\\[drill of drilled: 1 test\\]
            Expected the suite to be green without any misconfiguration,
            but when it ran once more, beside the others, it was red, so that nothing is proved:
              DrillTest.NowAndThen.the_first_run_is_green
                \\[the run\\] \\s+expected: 1.*""");
  }

  @NetworkTest("drilled")
  static class EverySecondTime {
    @Test
    void the_port_is_open(@From("outside") Vantage outside, Lab lab) {
      assertThat(outside.connect("203.0.113.53", 53)).isOpen();
      assertThat(RUNS.incrementAndGet()).as("the run").isNotEqualTo(2);
    }
  }

  @Test
  void a_failure_that_does_not_come_again_is_no_notice() {
    RUNS.set(0);
    // one at a time: first without a mistake, second with the first one
    DrillResult result = drill(EverySecondTime.class).atATime(1).only(EXPIRED, PROBE).run();

    assertThat(result.after()).isEmpty();
    assertThat(result.rows(Verdict.CAUGHT)).isEmpty();
    assertThat(result.rows(Verdict.BROKEN)).hasSize(1);
    assertThat(result.rows(Verdict.BROKEN).get(0).reason())
        .startsWith(
            "DrillTest.EverySecondTime.the_port_is_open: it failed, but not when it ran again with"
                + " the same mistake: it fails by itself now and then, and notices nothing. It said: ")
        .contains("[the run]");
    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it fails by itself now and then");
  }

  @NetworkTest("drilled")
  @TestMethodOrder(MethodOrderer.MethodName.class)
  static class InOrder {
    private static boolean prepared;

    @Test
    void a_prepares(@From("outside") Vantage outside) {
      prepared = true;
      assertThat(outside.connect("203.0.113.53", 53)).isOpen();
    }

    @Test
    void b_uses(@From("outside") Vantage outside, Lab lab) {
      boolean ready = prepared;
      prepared = false;
      assertThat(ready).as("a_prepares has run").isTrue();
      assertThat(outside.connect("203.0.113.53", 53)).isOpen();
    }
  }

  @Test
  void a_test_that_fails_for_want_of_one_that_was_left_out_notices_nothing() {
    DrillResult result = drill(InOrder.class).atATime(1).only(EXPIRED, PROBE).run();

    assertThat(result.rows(Verdict.CAUGHT)).isEmpty();
    assertThat(result.rows(Verdict.BROKEN)).isNotEmpty();
    assertThat(result.rows(Verdict.BROKEN).get(0).reason())
        .startsWith(
            "DrillTest.InOrder.b_uses: it fails whenever others do not run before it, with a mistake"
                + " or without: tests of a drill must not depend on one another. It said: ");
  }

  static class Idle {}

  @Test
  void a_class_none_of_whose_tests_ran_notices_nothing() {
    assertThat(drill(Watchful.class, Idle.class).only(EXPIRED).run().before())
        .containsExactly(
            new DrillResult.Failure(
                "Idle",
                "no test of it ran, or each of them was skipped: leave it out of running(..)"));
  }

  @Test
  void what_was_asked_for_by_name_has_to_be_tried() {
    DrillResult result = drill(Watchful.class).only(EXPIRED, "rules-missing").run();

    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .hasMessage(
            """
            [drill of drilled: 2 tests]
            Expected every misconfiguration to be noticed,
            but of 1 tried, what was asked for by name cannot be made in this network:
              rules-missing, because there is no filter
            The matrix: %s"""
                .formatted(result.page()));
  }

  @Test
  void where_a_mistake_is_refused_is_a_row_of_its_own() {
    Loaded loaded = Simulated.load("drilled");
    Network network = Simulated.network(loaded);
    Network other =
        network.toBuilder()
            .zone("contoso.org", zone -> zone.records("other A 203.0.113.10"))
            .build();
    Catalogue<String> catalogue =
        new Catalogue<String>(
                network,
                description -> {
                  if (description.equals("refused")) {
                    throw new DescriptorException(
                        "cannot be used",
                        List.of(new Problem(null, 0, 0, "rules[0]", "it is taken")));
                  }
                  return other;
                })
            .add(
                EXPIRED,
                "there is none",
                places -> {
                  places.add("here", "refused");
                  places.add("there", "allowed");
                });
    DrillResult result =
        new DrillRun(loaded, network, List.of(Watchful.class), Set.of(EXPIRED), 1, folder)
            .run(catalogue.misconfigurations());

    assertThat(result.rows())
        .extracting(Row::title, Row::verdict, Row::reason)
        .containsExactly(
            tuple(
                EXPIRED + ": here",
                Verdict.NOT_APPLICABLE,
                "it is refused before it could do harm: it is taken"),
            tuple(EXPIRED + ": there", Verdict.SURVIVED, null));
    assertThat(result.notTriedThoughNamed()).isEmpty();
  }

  @NetworkTest("drilled")
  static class Recorded {
    static Path file = Path.of("");

    @Test
    void as_recorded(Lab lab) {
      assertThat(lab).matchesBaseline(file.toString());
    }
  }

  @Test
  void no_baseline_is_rewritten_in_a_drill() {
    Recorded.file = folder.resolve("baseline.json");
    System.setProperty("plumbline.baseline", "update");
    try {
      DrillResult result = drill(Recorded.class).only(EXPIRED).run();

      assertThat(result.before())
          .extracting(DrillResult.Failure::message)
          .singleElement()
          .asString()
          .startsWith("BaselineException: plumbline.baseline=update is refused, since ");
      assertThat(Recorded.file).doesNotExist();
    } finally {
      System.clearProperty("plumbline.baseline");
    }
  }

  @NetworkTest("drilled")
  static class Clumsy {
    @Test
    void the_backend_answers(@From("outside") Vantage outside) {
      if (!outside.get("https://api.contoso.net/").outcome().describe().contains("200")) {
        throw new IllegalStateException("no JSON");
      }
      assertThat(outside.get("https://api.contoso.net/")).hasStatus(200);
    }
  }

  @Test
  void a_failure_that_is_no_assertion_proves_nothing() {
    DrillResult result = drill(Clumsy.class).only(PROBE).run();

    assertThat(result.rows(Verdict.BROKEN)).hasSize(1);
    assertThatThrownBy(() -> result.assertThat().noticesEverything())
        .hasMessage(
            """
            [drill of drilled: 1 test]
            Expected every misconfiguration to be noticed,
            but of 1 tried, 1 could not be tried, since something else than an assertion failed:
              probe-without-host: probe backend-probe
                DrillTest.Clumsy.the_backend_answers: IllegalStateException: no JSON
            The matrix: %s"""
                .formatted(result.page()));
  }

  @Test
  void what_people_depend_on_is_broken_only_where_the_run_is_armed_for_it() {
    assertThatThrownBy(() -> Drill.of("drilled-production").running(Drowsy.class).run())
        .isInstanceOf(NotArmedException.class)
        .hasMessageContaining("so a drill is refused")
        .hasMessageContaining("-Dplumbline.armed=drilled-production");
  }

  @Test
  void only_a_simulated_network_is_broken() {
    assertThatThrownBy(() -> Drill.of("drilled-live").running(Drowsy.class).run())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "a drill breaks the network on purpose, and only one that is simulated: environment"
                + " \"drilled-live\" is on the ground live");
  }

  @Test
  void what_was_asked_for_must_exist() {
    assertThatThrownBy(() -> Drill.of("drilled").run())
        .hasMessage("the drill of \"drilled\" runs no tests: name their classes with running(..)");
    assertThatThrownBy(() -> drill(Drowsy.class).only("certificate-expire").run())
        .hasMessageStartingWith("there is no misconfiguration \"certificate-expire\"; allowed: ")
        .hasMessageEndingWith("; did you mean \"certificate-expired\"?");
    assertThatThrownBy(() -> drill(Drowsy.class).tagged("tsl").run())
        .hasMessageStartingWith("there is no tag \"tsl\"; allowed: ")
        .hasMessageEndingWith("; did you mean \"tls\"?");
    assertThatThrownBy(() -> drill(Drowsy.class).atATime(0))
        .hasMessage("0 misconfigurations at a time are none: one is the least");
  }

  static class DrillOfItself {
    @Test
    void drills() {
      assertThat(Drill.of("drilled").running(DrillOfItself.class).run().before()).isEmpty();
    }
  }

  @Test
  void a_drill_is_not_among_its_own_tests() {
    assertThat(drill(DrillOfItself.class).run().before())
        .extracting(DrillResult.Failure::message)
        .containsExactly(
            "IllegalStateException: a drill of \"drilled\" is among the tests of a drill: leave its"
                + " class out of running(..)");
  }

  @NetworkTest("drilled")
  static class Outer {
    static Path page = Path.of("");

    @Test
    void looks_and_drills(@From("outside") Vantage outside) {
      assertThat(outside.resolve("api.contoso.net")).resolvesOnlyTo("203.0.113.10");
      DrillResult result = Drill.of("drilled").running(Watchful.class).only(EXPIRED).run();
      result.assertThat().noticesEverything();
      assertThat(outside.handshake("api.contoso.net", 443)).isTrusted();
    }
  }

  @Test
  void nothing_of_a_drill_is_in_the_run_around_it() throws Exception {
    EngineExecutionResults results =
        EngineTestKit.engine("junit-jupiter")
            .selectors(selectClass(Outer.class))
            .configurationParameter("plumbline.report.dir", folder.toString())
            .execute();

    results.testEvents().assertStatistics(tests -> tests.started(1).succeeded(1));
    assertThat(Files.readString(folder.resolve("report.json")))
        .contains("looks_and_drills")
        .doesNotContain("Watchful");
    assertThat(folder.resolve("earlier")).doesNotExist();
  }
}
