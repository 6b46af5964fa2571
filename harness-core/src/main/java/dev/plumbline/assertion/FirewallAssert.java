package dev.plumbline.assertion;

import dev.plumbline.assertion.ShouldDecide.Judged;
import dev.plumbline.assertion.ShouldDecide.Row;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.WafExpectation;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.waf.Expectations;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
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
          return row(
              seen,
              expected.describe(seen.subject().rule()),
              expected.because(),
              expected.agrees(seen.verdict(), seen.subject().rule(), seen.rules()));
        });
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

  private FirewallAssert judged(
      List<WafObservation> seen, java.util.function.Function<WafObservation, Row> judge) {
    List<Row> rows = new ArrayList<>();
    seen.forEach(one -> rows.add(judge.apply(one)));
    boolean odds = ShouldDecide.count(rows, Judged.AT_ODDS) > 0;
    if (!odds && ShouldDecide.count(rows, Judged.UNDECIDED) == 0) {
      rows.forEach(r -> record(r.seen(), r.expected(), Journal.Verdict.PASSED, null));
      return this;
    }
    String text =
        seen.get(0).provenance().scope().journal().redaction().text(text(ShouldDecide.table(rows)));
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
