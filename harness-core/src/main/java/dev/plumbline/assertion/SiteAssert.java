package dev.plumbline.assertion;

import dev.plumbline.assertion.JudgedRow.Verdict;
import dev.plumbline.observation.HostExclusivity;
import dev.plumbline.observation.HostExclusivity.Expectation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Site;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions of an address and port, which ask it many questions. */
public class SiteAssert extends AbstractNetworkAssert<SiteAssert, Site> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public SiteAssert(@Nullable Site actual) {
    super(
        actual,
        SiteAssert.class,
        actual == null
            ? "no site"
            : Headline.socket(actual.address()) + " from " + actual.vantage(),
        List.of());
  }

  /**
   * Asks with the names given, other spellings of them, and names that are not among them, and
   * checks that the site answers the first and turns the last away; see {@link Site#askByHost} for
   * the battery.
   *
   * <p>Answered is a status 200 to 399, 401, 403, 405 or 429. Turned away is a TLS alert, a
   * connection reset or closed once it had opened, a certificate for another name, or a status 400,
   * 404 or 421. The own names are the control of the rest: unless they are answered at the same
   * address, no stranger counts as turned away. So an own name answered 404 makes the whole
   * {@linkplain InconclusiveError inconclusive}, since a stranger may get the same; so does a
   * stranger's request that timed out, that did not connect, or whose certificate was not trusted.
   *
   * <pre><code class='java'>
   * assertThat(inside.at("10.1.0.5", 443)).answersOnlyOn("api.contoso.net"); // passes
   * assertThat(inside.at("10.1.0.6", 443)).answersOnlyOn("api.contoso.net"); // fails: it answers whatever the Host header
   * </code></pre>
   *
   * @param hostnames its own names, at least one
   * @throws IllegalArgumentException when none is given
   * @throws InconclusiveError when nothing is at odds, but a row says nothing about host names
   */
  public SiteAssert answersOnlyOn(String... hostnames) {
    List<String> names = Given.all("answersOnlyOn", "host name", hostnames);
    isNotNull();
    HostExclusivity seen = actual.askByHost(names);
    List<JudgedRow> rows = seen.rows().stream().map(JudgedRow::of).toList();
    String expectation = "answers only on " + String.join(", ", names);
    if (rows.stream().anyMatch(r -> r.verdict() == Verdict.AT_ODDS)) {
      throw trimmed(
          new AssertionError(
              recorded(
                  seen, expectation, Journal.Verdict.FAILED, ShouldAnswerOnlyOn.fail(seen, rows))));
    }
    Message undecided = undecided(seen, rows);
    if (undecided != null) {
      throw trimmed(
          new InconclusiveError(
              recorded(seen, expectation, Journal.Verdict.INCONCLUSIVE, undecided)));
    }
    seen.rows().forEach(r -> record(r.observation(), expectation, Journal.Verdict.PASSED, null));
    return this;
  }

  private static @Nullable Message undecided(HostExclusivity seen, List<JudgedRow> rows) {
    for (Expectation needed : List.of(Expectation.ANSWERED, Expectation.TURNED_AWAY)) {
      if (rows.stream().noneMatch(r -> r.row().expectation() == needed)) {
        return ShouldAnswerOnlyOn.empty(
            seen,
            needed == Expectation.ANSWERED
                ? "no request with a name of its own was sent"
                : "no request with a name that is not its own was sent");
      }
    }
    return rows.stream().anyMatch(r -> r.verdict() == Verdict.UNDECIDED)
        ? ShouldAnswerOnlyOn.undecided(seen, rows)
        : null;
  }

  private String recorded(
      HostExclusivity seen, String expectation, Journal.Verdict verdict, Message message) {
    headline(ShouldAnswerOnlyOn.headline(seen));
    String text = text(message);
    seen.rows().forEach(r -> record(r.observation(), expectation, verdict, text));
    return text;
  }
}
