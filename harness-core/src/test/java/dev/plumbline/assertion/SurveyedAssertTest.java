package dev.plumbline.assertion;

import static dev.plumbline.assertion.Failing.fails;
import static dev.plumbline.assertion.Failing.inconclusive;
import static dev.plumbline.assertion.Failing.refused;
import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.plumbline.baseline.BaselineException;
import dev.plumbline.baseline.Recording;
import dev.plumbline.baseline.SampleNetwork;
import dev.plumbline.environment.Ground;
import dev.plumbline.observation.BaselineTable;
import dev.plumbline.observation.BaselineTable.Weight;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurveyedAssertTest {

  @TempDir Path directory;

  private Path file = Path.of("");

  @BeforeEach
  void record() {
    file = directory.resolve("contoso.json");
    new SampleNetwork().survey().write(file);
  }

  private void match(SampleNetwork now) {
    assertThat(now).matchesBaseline(file.toString());
  }

  /** Names the folder of the test by a word that is the same in each run. */
  private String written(String message) {
    return message.replace("FILE", file.toString());
  }

  @Test
  void passes_when_the_network_is_as_recorded_and_says_so_of_each_observation() {
    SampleNetwork now = new SampleNetwork();
    match(now);
    assertThat(now.journal().entries())
        .hasSize(4)
        .allSatisfy(
            e ->
                assertThat(e.checks())
                    .containsExactly(
                        new Journal.Check(
                            "as recorded in baseline " + file, Journal.Verdict.PASSED, null)));
    BaselineTable table = table(now);
    assertThat(table.title()).isEqualTo("Baseline " + file + ": 7 facts as recorded");
    assertThat(table.rows()).isEmpty();
    assertThat(table.recording()).isEqualTo(Recording.read(file).text());
  }

  private static BaselineTable table(SampleNetwork now) {
    assertThat(now.journal().tables()).hasSize(1);
    return (BaselineTable) now.journal().tables().get(0).table();
  }

  @Test
  void says_what_changed_what_is_gone_and_what_is_new() {
    SampleNetwork now =
        new SampleNetwork()
            .answering(300, "203.0.113.11")
            .headers(new Header("Via", "1.1 edge"))
            .management(SampleNetwork.OPEN);
    fails(
        () -> match(now),
        written(
            """
            [baseline FILE of contoso]
            Expected:  as recorded in FILE
            but:       2 changed, 1 removed, 1 added, of 8 facts
            ~ api, from internet: A
                recorded  gw.trafficmanager.net -> 203.0.113.10
                now       gw.trafficmanager.net -> 203.0.113.11  [#1]
            - api, from internet: http header server
                recorded  nginx
            + api, from internet: http header via
                now       1.1 edge  [#3]
            ~ management, from internet: connect
                recorded  dropped
                now       open  [#4]
            If all of this is meant: run with -Dplumbline.baseline=update, then review and commit the file
            """));
    assertThat(now.journal().entries())
        .extracting(e -> e.checks().get(0).verdict())
        .containsExactly(
            Journal.Verdict.FAILED,
            Journal.Verdict.PASSED,
            Journal.Verdict.FAILED,
            Journal.Verdict.FAILED);
    assertThat(table(now).rows())
        .containsExactly(
            new BaselineTable.Row(
                "internet",
                "api",
                "A",
                List.of(
                    "gw.trafficmanager.net -> 203.0.113.10",
                    "gw.trafficmanager.net -> 203.0.113.11"),
                "changed",
                Weight.FAILS,
                1),
            new BaselineTable.Row(
                "internet",
                "api",
                "http header server",
                List.of("nginx", ""),
                "removed",
                Weight.FAILS,
                null),
            new BaselineTable.Row(
                "internet",
                "api",
                "http header via",
                List.of("", "1.1 edge"),
                "added",
                Weight.FAILS,
                3),
            new BaselineTable.Row(
                "internet",
                "management",
                "connect",
                List.of("dropped", "open"),
                "changed",
                Weight.FAILS,
                4));
  }

  @Test
  void says_once_that_nobody_asked_behind_a_connection_that_does_not_open() {
    SampleNetwork now =
        new SampleNetwork().management(SampleNetwork.OPEN).api(new Outcome.Refused());
    fails(
        () -> match(now),
        written(
            """
            [baseline FILE of contoso]
            Expected:  as recorded in FILE
            but:       2 changed, 3 removed, of 7 facts
            ~ api, from internet: connect
                recorded  open
                now       refused  [#2]
            - api, from internet: http, http header server, http version
                no connection opens: refused
            ~ management, from internet: connect
                recorded  dropped
                now       open  [#3]
            If all of this is meant: run with -Dplumbline.baseline=update, then review and commit the file
            """));
    assertThat(table(now).rows())
        .contains(
            new BaselineTable.Row(
                "internet",
                "api",
                "http, http header server, http version",
                List.of("3 facts", "(no connection opens: refused)"),
                "removed",
                Weight.FAILS,
                null));
  }

  @Test
  void what_was_not_seen_is_inconclusive_when_nothing_else_changed() {
    inconclusive(
        () -> match(new SampleNetwork().withoutResolver()),
        written(
            """
            [baseline FILE of contoso]
            INCONCLUSIVE:  not all was seen, so whether it is as recorded is not known
            Expected:      as recorded in FILE
            and saw:       1 not seen, of 7 facts
            ? api, from internet: A
                resolver unreachable: timed out in phase resolve
            """));
  }

  @Test
  void what_was_not_seen_is_told_beside_what_changed() {
    SampleNetwork now = new SampleNetwork().withoutResolver().management(SampleNetwork.OPEN);
    fails(
        () -> match(now),
        written(
            """
            [baseline FILE of contoso]
            Expected:      as recorded in FILE
            but:           1 changed, 1 not seen, of 7 facts
            INCONCLUSIVE:  1 fact not seen, marked ?
            ? api, from internet: A
                resolver unreachable: timed out in phase resolve
            ~ management, from internet: connect
                recorded  dropped
                now       open  [#4]
            If all of this is meant: run with -Dplumbline.baseline=update, then review and commit the file
            """));
    assertThat(now.journal().entries().get(0).checks().get(0).verdict())
        .isEqualTo(Journal.Verdict.INCONCLUSIVE);
  }

  @Test
  void a_drop_without_a_positive_control_is_inconclusive() {
    inconclusive(
        () -> match(new SampleNetwork().api(SampleNetwork.DROPPED)),
        written(
            """
            [baseline FILE of contoso]
            INCONCLUSIVE:  not all was seen, so whether it is as recorded is not known
            Expected:      as recorded in FILE
            and saw:       5 not seen, of 7 facts
            ? api, from internet: connect, http, http header server, http version
                dropped, without a positive control
            ? management, from internet: connect
                dropped, without a positive control
            """));
  }

  @Test
  void without_a_file_it_fails_with_what_makes_one() {
    Path none = directory.resolve("none.json");
    fails(
        () -> assertThat(new SampleNetwork()).matchesBaseline(none.toString()),
        """
        [baseline FILE of contoso]
        Expected:      as recorded in FILE
        but:           there is no such file, so there is nothing to compare with
        To record it:  run this test once with -Dplumbline.baseline=update, then review and commit the file
        """
            .replace("FILE", none.toString()));
  }

  @Test
  void an_empty_baseline_never_passes() throws IOException {
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.indexOf("\"facts\"")) + "\"facts\": {}}");
    fails(
        () -> match(new SampleNetwork()),
        written(
            """
            [baseline FILE of contoso]
            Expected:      as recorded in FILE
            but:           that has nothing that a vantage saw, so whatever is seen now would be as recorded
            To record it:  run this test once with -Dplumbline.baseline=update, then review and commit the file
            """));
  }

  @Test
  void a_file_that_is_no_baseline_is_an_error() throws IOException {
    Files.writeString(file, "{}");
    assertThatThrownBy(() -> match(new SampleNetwork()))
        .isInstanceOf(BaselineException.class)
        .hasMessageStartingWith(file + ":1 this is not a baseline of Plumbline");
  }

  @Test
  void an_update_writes_what_is_seen_and_says_so_in_the_report() {
    SampleNetwork now = new SampleNetwork().management(SampleNetwork.OPEN);
    new SurveyedAssert(now).matchesBaseline(file.toString(), SampleNetwork.updating());
    assertThat(Recording.read(file).fact("internet", "management", "connect")).contains("open");
    BaselineTable table = table(now);
    assertThat(table.title())
        .isEqualTo("Baseline " + file + " was rewritten: 1 changed, of 7 facts, in " + file);
    assertThat(table.rows()).extracting(BaselineTable.Row::verdict).containsExactly("changed");
    assertThat(now.journal().entries())
        .allSatisfy(
            e ->
                assertThat(e.checks())
                    .containsExactly(
                        new Journal.Check(
                            "recorded in baseline " + file, Journal.Verdict.PASSED, null)));
    match(new SampleNetwork().management(SampleNetwork.OPEN));
  }

  @Test
  void an_update_is_refused_for_a_recording_and_on_another_ground() throws IOException {
    String before = Files.readString(file);
    Recording foreseen = new SampleNetwork().management(SampleNetwork.OPEN).survey();
    assertThatThrownBy(
            () ->
                new SurveyedAssert(foreseen)
                    .matchesBaseline(file.toString(), SampleNetwork.updating()))
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            written(
                "baseline FILE is not rewritten from a recording, which may be a forecast or of an"
                    + " earlier run: leave plumbline.baseline=update to the test that looks at the"
                    + " network itself"));
    SampleNetwork live = new SampleNetwork().on(Ground.LIVE);
    assertThatThrownBy(
            () ->
                new SurveyedAssert(live).matchesBaseline(file.toString(), SampleNetwork.updating()))
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            written(
                "baseline FILE was recorded on the ground simulated and is not rewritten from the"
                    + " ground live, which shows some things otherwise, and keys of certificates not"
                    + " at all: update it there, or delete FILE first"));
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void an_update_is_refused_for_a_baseline_of_another_environment() throws IOException {
    Files.writeString(file, Files.readString(file).replace("\"contoso\"", "\"contoso-west\""));
    String before = Files.readString(file);
    assertThatThrownBy(
            () ->
                new SurveyedAssert(new SampleNetwork())
                    .matchesBaseline(file.toString(), SampleNetwork.updating()))
        .isInstanceOf(BaselineException.class)
        .hasMessage(
            written(
                "baseline FILE was recorded in the environment contoso-west and is not rewritten"
                    + " from contoso: give this one a baseline of another name, or delete FILE"
                    + " first"));
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void facts_of_another_ground_are_told_as_not_compared() throws IOException {
    new SampleNetwork().on(Ground.LIVE).survey().write(file);
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "\"http version\": \"HTTP/1.1\"",
                "\"http version\": \"HTTP/1.1\",\n        \"tls key\": \"sha256 abcd\""));
    SampleNetwork now = new SampleNetwork();
    match(now);
    assertThat(table(now).title())
        .isEqualTo(
            "Baseline "
                + file
                + ": 7 facts as recorded; 1 fact of certificates not compared, recorded on the ground live");
  }

  @Test
  void a_first_update_says_how_much_it_recorded() throws IOException {
    Files.delete(file);
    SampleNetwork now = new SampleNetwork();
    new SurveyedAssert(now).matchesBaseline(file.toString(), SampleNetwork.updating());
    assertThat(table(now).title())
        .isEqualTo("Baseline " + file + " was rewritten: 7 facts for the first time, in " + file);
    match(new SampleNetwork());
  }

  @Test
  void an_update_refuses_to_write_what_was_not_seen() throws IOException {
    String before = Files.readString(file);
    inconclusive(
        () ->
            new SurveyedAssert(new SampleNetwork().withoutResolver())
                .matchesBaseline(file.toString(), SampleNetwork.updating()),
        written(
            """
            [baseline FILE of contoso]
            INCONCLUSIVE:  the baseline was not rewritten: what was not seen may not be recorded
            Expected:      all that is asked for FILE is seen
            ? api, from internet: A
                resolver unreachable: timed out in phase resolve
            What can never be seen is left out by the descriptor: baseline.leave-out, with a reason
            """));
    assertThat(Files.readString(file)).isEqualTo(before);
    Files.delete(file);
    inconclusive(
        () ->
            new SurveyedAssert(new SampleNetwork().withoutResolver())
                .matchesBaseline(file.toString(), SampleNetwork.updating()));
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void an_update_does_not_lose_what_this_run_may_not_ask_for() throws IOException {
    String before = Files.readString(file);
    SampleNetwork now =
        new SampleNetwork()
            .headers()
            .and(r -> r.notAsked("internet", "api", "http", "the guards forbid it"));
    inconclusive(
        () -> new SurveyedAssert(now).matchesBaseline(file.toString(), SampleNetwork.updating()),
        written(
            """
            [baseline FILE of contoso]
            INCONCLUSIVE:  the baseline was not rewritten: what was not seen may not be recorded
            Expected:      all that is asked for FILE is seen
            ? api, from internet: http header server
                the guards forbid it
            What can never be seen is left out by the descriptor: baseline.leave-out, with a reason
            """));
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void collected_softly_it_fails_in_the_end() {
    NetworkSoftAssertions softly = new NetworkSoftAssertions();
    softly
        .assertThat(new SampleNetwork().management(SampleNetwork.OPEN))
        .matchesBaseline(file.toString());
    assertThat(catchThrowable(softly::assertAll)).hasMessageContaining("now       open  [#4]");
    NetworkSoftAssertions unseen = new NetworkSoftAssertions();
    SampleNetwork deaf = new SampleNetwork().withoutResolver();
    unseen.assertThat(deaf).matchesBaseline(file.toString());
    assertThat(deaf.journal().scope("lab", "test").takeUnsettled()).hasSize(1);
    inconclusive(unseen::assertAll);
  }

  @Test
  void a_name_that_is_blank_is_refused() {
    refused(
        () -> assertThat(new SampleNetwork()).matchesBaseline(" "),
        "matchesBaseline(..) was given a name that is blank");
  }

  @Test
  void a_change_that_is_as_intended_passes_and_the_report_shows_it() {
    Recording intended = new SampleNetwork().answering(300, "203.0.113.11").survey();
    SampleNetwork now = new SampleNetwork().answering(300, "203.0.113.11");
    assertThat(now).changedAsIntended(file.toString(), intended);
    assertThat(now.journal().entries())
        .allSatisfy(
            e ->
                assertThat(e.checks())
                    .containsExactly(
                        new Journal.Check(
                            "changed from baseline " + file + " as intended",
                            Journal.Verdict.PASSED,
                            null)));
    BaselineTable table = table(now);
    assertThat(table.columns()).containsExactly("before", "now", "intended");
    assertThat(table.rows())
        .containsExactly(
            new BaselineTable.Row(
                "internet",
                "api",
                "A",
                List.of(
                    "gw.trafficmanager.net -> 203.0.113.10",
                    "gw.trafficmanager.net -> 203.0.113.11",
                    "gw.trafficmanager.net -> 203.0.113.11"),
                "changed as intended",
                Weight.MEANT,
                1));
  }

  @Test
  void a_change_says_what_was_not_intended_what_was_not_done_and_what_is_otherwise() {
    Recording intended =
        new SampleNetwork()
            .answering(300, "203.0.113.11")
            .headers(new Header("Server", "envoy"))
            .survey();
    SampleNetwork now =
        new SampleNetwork().answering(300, "203.0.113.12").management(SampleNetwork.OPEN);
    fails(
        () -> assertThat(now).changedAsIntended(file.toString(), intended),
        written(
            """
            [change of baseline FILE of contoso]
            Expected:  changed from FILE as intended, and not otherwise
            but:       1 changed but not intended, 1 intended but not changed, 1 changed otherwise than intended, of 7 facts
            x changed otherwise than intended: api, from internet: A
                before    gw.trafficmanager.net -> 203.0.113.10
                now       gw.trafficmanager.net -> 203.0.113.12  [#1]
                intended  gw.trafficmanager.net -> 203.0.113.11
            x intended but not changed: api, from internet: http header server
                before    nginx
                now       nginx  [#3]
                intended  envoy
            x changed but not intended: management, from internet: connect
                before    dropped
                now       open  [#4]
                intended  dropped
            """));
  }

  @Test
  void a_change_of_which_not_all_was_seen_is_inconclusive() {
    Recording intended = new SampleNetwork().headers(new Header("Server", "envoy")).survey();
    SampleNetwork now =
        new SampleNetwork().headers(new Header("Server", "envoy")).withoutResolver();
    inconclusive(
        () -> assertThat(now).changedAsIntended(file.toString(), intended),
        written(
            """
            [change of baseline FILE of contoso]
            INCONCLUSIVE:  not all was seen or could be foretold, marked ?
            Expected:      changed from FILE as intended, and not otherwise
            and saw:       1 changed as intended, 1 not seen, of 7 facts
            ? not seen: api, from internet: A
                resolver unreachable: timed out in phase resolve
            """));
  }

  @Test
  void what_one_cause_takes_away_is_one_row_of_the_change() {
    SampleNetwork closed =
        new SampleNetwork().management(SampleNetwork.OPEN).api(new Outcome.Refused());
    SampleNetwork now =
        new SampleNetwork().management(SampleNetwork.OPEN).api(new Outcome.Refused());
    assertThat(now).changedAsIntended(file.toString(), closed.survey());
    assertThat(table(now).rows())
        .contains(
            new BaselineTable.Row(
                "internet",
                "api",
                "http, http header server, http version",
                List.of("3 facts", "(no connection opens: refused)", ""),
                "changed as intended",
                Weight.MEANT,
                null));
  }

  @Test
  void an_intention_of_nothing_is_no_intention() {
    fails(
        () ->
            assertThat(new SampleNetwork())
                .changedAsIntended(file.toString(), Recording.read(file)),
        written(
            """
            [change of baseline FILE of contoso]
            Expected:       changed from FILE as intended
            but:            the intended recording is not another one, so nothing was meant to change
            To check that:  nothing changed, use matchesBaseline(..)
            """));
  }

  @Test
  void a_change_of_which_all_was_so_before_is_none() {
    new SampleNetwork().answering(300, "203.0.113.11").survey().write(file);
    Recording foreseen =
        new SampleNetwork()
            .headers(new Header("Server", "nginx"), new Header("Via", "1.1 edge"))
            .survey();
    Recording intended = new SampleNetwork().answering(300, "203.0.113.11").survey();
    SampleNetwork now = new SampleNetwork().answering(300, "203.0.113.11");
    fails(
        () -> assertThat(now).changedAsIntended(file.toString(), foreseen, intended),
        written(
            """
            [change of baseline FILE of contoso]
            Expected:  changed from FILE as intended, and not otherwise
            but:       nothing that was meant to change has changed: 2 already so before, of 8 facts
            x already so before: api, from internet: A
                before    gw.trafficmanager.net -> 203.0.113.11
                now       gw.trafficmanager.net -> 203.0.113.11  [#1]
                intended  gw.trafficmanager.net -> 203.0.113.11
            x already so before: api, from internet: http header via
                before    (nothing)
                now       (nothing)
                intended  (nothing)
            """));
    assertThat(now.journal().entries().get(0).checks().get(0).verdict())
        .isEqualTo(Journal.Verdict.FAILED);
    assertThat(table(now).rows())
        .extracting(BaselineTable.Row::verdict)
        .containsExactly("already so before", "already so before");
  }

  @Test
  void what_was_so_before_is_told_beside_what_changed_as_intended() {
    new SampleNetwork().answering(300, "203.0.113.11").survey().write(file);
    Recording intended =
        new SampleNetwork().answering(300, "203.0.113.11").management(SampleNetwork.OPEN).survey();
    SampleNetwork now =
        new SampleNetwork().answering(300, "203.0.113.11").management(SampleNetwork.OPEN);
    assertThat(now).changedAsIntended(file.toString(), new SampleNetwork().survey(), intended);
    assertThat(table(now).title())
        .isEqualTo(
            "Change of baseline "
                + file
                + ": 1 changed as intended, 1 already so before, of 7 facts");
  }

  @Test
  void recordings_of_files_are_compared_as_labs_are() {
    Recording read = Recording.read(file);
    assertThat(read).matchesBaseline(file.toString());
    Recording intended = new SampleNetwork().management(SampleNetwork.OPEN).survey();
    assertThat(intended).changedAsIntended(file.toString(), intended);
    assertThat(catchThrowable(() -> assertThat(read).changedAsIntended(file.toString(), intended)))
        .hasMessageContaining("1 intended but not changed, of 7 facts");
  }
}
