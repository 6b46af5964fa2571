package dev.plumbline.assertion;

import dev.plumbline.assertion.ShouldDecide.Judged;
import dev.plumbline.assertion.ShouldDecide.Row;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafExpectation.Finding;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.Expectations;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import dev.plumbline.waf.ftw.FtwResult;
import dev.plumbline.waf.ftw.FtwRun;
import dev.plumbline.waf.ftw.FtwTest;
import dev.plumbline.waf.ftw.FtwVerdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of a URL behind a web application firewall, which send cases to it: many at a time.
 *
 * <p>A case of which nothing is proved makes an assertion inconclusive that nothing else makes
 * fail. Each needs at least one case.
 */
public class FirewallAssert extends AbstractNetworkAssert<FirewallAssert, FirewallSite> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public FirewallAssert(@Nullable FirewallSite actual) {
    super(
        actual,
        FirewallAssert.class,
        actual == null
            ? "no firewall"
            : "firewall at " + actual.url() + " from " + actual.vantage(),
        List.of());
  }

  /**
   * Sends cases and checks that each is blocked.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).blocks(attack); // passes
   * assertThat(outside.firewall("https://api.contoso.net")).blocks(benign); // fails: passed
   * </code></pre>
   *
   * @throws InconclusiveError when nothing proves what became of a case
   */
  public FirewallAssert blocks(WafCase... cases) {
    return judge(given("blocks", cases), "blocked", o -> o.verdict() == WafVerdict.BLOCKED);
  }

  /**
   * Sends cases and checks that none is blocked: each passed, or was only logged.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).allows(benign); // passes
   * assertThat(outside.firewall("https://api.contoso.net")).allows(attack); // fails: blocked
   * </code></pre>
   *
   * @throws InconclusiveError when nothing proves what became of a case, or that there is a
   *     firewall
   */
  public FirewallAssert allows(WafCase... cases) {
    return judge(given("allows", cases), "not blocked", o -> o.verdict() != WafVerdict.BLOCKED);
  }

  /**
   * Sends cases and checks that something is found in each, and none is blocked.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall(DETECTING)).onlyLogs(attack); // passes
   * assertThat(outside.firewall(BLOCKING)).onlyLogs(attack);  // fails: blocked
   * </code></pre>
   *
   * @throws InconclusiveError when nothing proves what became of a case
   */
  public FirewallAssert onlyLogs(WafCase... cases) {
    return judge(
        given("onlyLogs", cases), "only logged", o -> o.verdict() == WafVerdict.LOGGED_ONLY);
  }

  /**
   * Sends the attacks of a rule's built-in pack and checks that each is blocked and the rule found
   * in it.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).blocksBecauseOf(942200); // passes
   * assertThat(outside.firewall(WITHOUT_942200)).blocksBecauseOf(942200); // fails: it is not found
   * </code></pre>
   *
   * @throws IllegalArgumentException when there is no pack for the rule
   * @throws InconclusiveError when nothing proves what became of a case, or no log says what was
   *     found in it
   */
  public FirewallAssert blocksBecauseOf(int rule) {
    return blocksBecauseOf(rule, WafPack.of(rule).attacks());
  }

  /**
   * Sends cases and checks that each is blocked and a rule found in it.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).blocksBecauseOf(942200, attack); // passes
   * assertThat(outside.firewall("https://api.contoso.net")).blocksBecauseOf(920300, attack); // fails: it is not found
   * </code></pre>
   *
   * @throws InconclusiveError when nothing proves what became of a case, or no log says what was
   *     found in it
   */
  public FirewallAssert blocksBecauseOf(int rule, WafCase... cases) {
    return blocksBecauseOf(rule, given("blocksBecauseOf", cases));
  }

  private FirewallAssert blocksBecauseOf(int rule, List<WafCase> cases) {
    String expected = "blocked, and rule " + rule + " found";
    return judged(
        send(cases),
        seen ->
            seen.verdict() == WafVerdict.BLOCKED && seen.log() == null
                ? new Row(seen, expected, "", Judged.UNDECIDED)
                : row(
                    seen,
                    expected,
                    "",
                    seen.verdict() == WafVerdict.BLOCKED && seen.rules().contains(rule)));
  }

  /**
   * Sends cases, all at once, and checks that each is treated as the description of the firewall
   * expects; where the network description has none, that attacks are blocked by their rule and
   * everything else is let pass. The message is a table of those at odds.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).wafVerdicts(cases); // passes
   * assertThat(outside.firewall(DETECTING)).wafVerdicts(cases); // fails where it is to block
   * </code></pre>
   *
   * @throws IllegalArgumentException when there is no case
   * @throws InconclusiveError when nothing is at odds, and nothing proves what became of a case
   */
  public FirewallAssert wafVerdicts(List<WafCase> cases) {
    return judged(
        send(cases),
        seen -> {
          WafExpectation expected =
              seen.expected().orElseGet(() -> Expectations.of(seen.subject()));
          String text = expected.describe(seen.subject().rule());
          return seen.shows(expected)
              ? row(seen, text, expected.because(), seen.agrees(expected))
              : new Row(seen, text, expected.because(), Judged.UNDECIDED);
        });
  }

  /**
   * Sends tests of the rule-set project, stage by stage, and checks that all that their files
   * expect is seen: see {@link FtwRun}.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall("https://api.contoso.net")).meets(test); // passes where it finds the rule
   * assertThat(outside.firewall(WITHOUT_RULES)).meets(test); // fails: nothing is found
   * </code></pre>
   *
   * @throws IllegalArgumentException when there is no test, or one that is not to be run
   * @throws InconclusiveError when nothing is at odds, and of a stage it cannot be told
   */
  public FirewallAssert meets(FtwTest... tests) {
    isNotNull();
    List<FtwResult> results = FtwRun.of(Arrays.asList(tests), actual);
    boolean odds = results.stream().anyMatch(r -> r.verdict() instanceof FtwVerdict.Fail);
    boolean all = results.stream().allMatch(r -> r.verdict().passed());
    String text = all ? null : shown(text(ShouldMeet.meet(results, odds)), results);
    for (FtwResult result : results) {
      for (FtwResult.Stage stage : result.stages()) {
        if (stage.seen() != null) {
          record(
              stage.seen(),
              "as " + result.test().title() + " expects",
              stage.verdict().passed()
                  ? Journal.Verdict.PASSED
                  : stage.verdict() instanceof FtwVerdict.Fail
                      ? Journal.Verdict.FAILED
                      : Journal.Verdict.INCONCLUSIVE,
              stage.verdict().passed() ? null : text);
        }
      }
    }
    if (text == null) {
      return this;
    }
    throw trimmed(odds ? new AssertionError(text) : new InconclusiveError(text));
  }

  /** Takes out what is not to be shown, by the journal that the first request is in. */
  private static String shown(String text, List<FtwResult> results) {
    return results.stream()
        .flatMap(r -> r.stages().stream())
        .flatMap(stage -> Stream.ofNullable(stage.seen()))
        .findFirst()
        .map(seen -> seen.provenance().scope().journal().redaction().text(text))
        .orElse(text);
  }

  /**
   * Sends cases, all at once, and checks that each is treated as stated, whatever the description
   * of the firewall expects. The message is a table of those at odds.
   *
   * <pre><code class='java'>
   * assertThat(outside.firewall(URL)).wafVerdicts(cases, Expectations::of, seen -> null); // passes
   * assertThat(outside.firewall(DETECTING)).wafVerdicts(cases, Expectations::of, seen -> "mode"); // fails
   * </code></pre>
   *
   * @param stated returns what is expected of a case
   * @param cause returns which setting is wrong, by what was seen of all cases, in their order;
   *     null where that does not show it
   * @throws IllegalArgumentException when there is no case
   * @throws InconclusiveError when nothing is at odds, and nothing proves what became of a case, or
   *     whether its rule was found
   */
  public FirewallAssert wafVerdicts(
      List<WafCase> cases,
      Function<WafCase, WafExpectation> stated,
      Function<List<WafObservation>, @Nullable String> cause) {
    List<WafObservation> seen = send(cases);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      WafObservation one = seen.get(i);
      int rule = one.subject().rule();
      WafExpectation expected = stated.apply(cases.get(i));
      // Of what was let pass without an entry, the log's silence tells that nothing was found.
      boolean untold =
          expected.rule() == Finding.FOUND
              || expected.rule() == Finding.NOT_FOUND && one.verdict() == WafVerdict.BLOCKED;
      boolean unlogged = one.log() == null && untold && expected.verdicts().contains(one.verdict());
      String words = expected.describe(rule);
      rows.add(
          unlogged
              ? new Row(one, words, expected.because(), Judged.UNDECIDED)
              : row(
                  one,
                  words,
                  expected.because(),
                  expected.agrees(one.verdict(), rule, one.rules())));
    }
    return judged(rows, cause.apply(seen));
  }

  private static List<WafCase> given(String method, WafCase @Nullable [] cases) {
    if (cases == null || cases.length == 0) {
      throw new IllegalArgumentException(
          method + "() needs at least one case: without one it would expect nothing");
    }
    return Arrays.asList(cases);
  }

  private List<WafObservation> send(List<WafCase> cases) {
    isNotNull();
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no case to send to " + actual.url() + ", so nothing would be checked");
    }
    return actual.send(cases);
  }

  private FirewallAssert judge(
      List<WafCase> cases, String expected, Predicate<WafObservation> holds) {
    return judged(send(cases), seen -> row(seen, expected, "", holds.test(seen)));
  }

  private static Row row(WafObservation seen, String expected, String because, boolean holds) {
    Judged judged =
        seen.verdict() == WafVerdict.UNDECIDABLE
            ? Judged.UNDECIDED
            : holds ? Judged.FINE : Judged.AT_ODDS;
    return new Row(seen, expected, because, judged);
  }

  private FirewallAssert judged(List<WafObservation> seen, Function<WafObservation, Row> judge) {
    return judged(seen.stream().map(judge).toList(), null);
  }

  private FirewallAssert judged(List<Row> rows, @Nullable String cause) {
    boolean odds = ShouldDecide.count(rows, Judged.AT_ODDS) > 0;
    if (!odds && ShouldDecide.count(rows, Judged.UNDECIDED) == 0) {
      rows.forEach(r -> record(r.seen(), r.expected(), Journal.Verdict.PASSED, null));
      return this;
    }
    String text =
        rows.get(0)
            .seen()
            .provenance()
            .scope()
            .journal()
            .redaction()
            .text(text(ShouldDecide.table(rows, cause)));
    for (Row row : rows) {
      switch (row.judged()) {
        case FINE -> record(row.seen(), row.expected(), Journal.Verdict.PASSED, null);
        case AT_ODDS -> record(row.seen(), row.expected(), Journal.Verdict.FAILED, text);
        case UNDECIDED -> record(row.seen(), row.expected(), Journal.Verdict.INCONCLUSIVE, text);
      }
    }
    throw trimmed(odds ? new AssertionError(text) : new InconclusiveError(text));
  }
}
