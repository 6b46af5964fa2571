package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.Journal.Check;
import dev.plumbline.observation.Journal.Verdict;
import dev.plumbline.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what was seen of every address of a name.
 *
 * @param <O> the type of what was seen of each
 */
public class EachAddressAssert<O extends Observation>
    extends AbstractNetworkAssert<EachAddressAssert<O>, EachAddress<O>> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public EachAddressAssert(@Nullable EachAddress<O> actual) {
    super(
        actual,
        EachAddressAssert.class,
        actual == null ? "no observation" : headline(actual),
        actual == null ? List.of() : actual.all());
  }

  /**
   * Checks that what was seen of every address meets the same assertions. All addresses are judged,
   * and the message names those that differ. A name without an address fails, and so does one of
   * which the resolver did not give all, and an address of which no assertion has passed.
   *
   * <pre><code class='java'>
   * assertThat(inside.connectEach("api.contoso.net", 443))
   *     .allSatisfy(seen -> assertThat(seen).isOpen()); // passes when every address accepts connections
   * assertThat(inside.getEach("https://api.contoso.net/status"))
   *     .allSatisfy(seen -> assertThat(seen).hasStatus(200)); // fails when one of them answers 503
   * </code></pre>
   *
   * @param assertions what is asserted of each
   * @throws InconclusiveError when nothing differs, but something proves nothing
   */
  public EachAddressAssert<O> allSatisfy(Consumer<? super O> assertions) {
    isNotNull();
    String expectation = "every address is as asserted";
    requireSeen(expectation);
    Message unknown = ShouldHaveAddresses.of(actual);
    if (unknown != null) {
      throw differing(expectation, unknown, false);
    }
    List<String> differing = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    boolean inconclusive = true;
    for (O seen : actual.observations()) {
      int before = verdicts(seen).size();
      try {
        assertions.accept(seen);
        List<Verdict> all = verdicts(seen);
        List<Verdict> verdicts = all.subList(before, all.size());
        if (verdicts.contains(Verdict.PASSED)) {
          continue;
        }
        boolean none = verdicts.isEmpty();
        inconclusive &= !none && verdicts.stream().allMatch(v -> v == Verdict.INCONCLUSIVE);
        messages.add(
            "["
                + Headline.of(seen)
                + "]\n"
                + (none ? "nothing was asserted of it" : "no assertion of it has passed"));
      } catch (AssertionError e) {
        AssertionError thrown = Inconclusive.unwrap(e);
        inconclusive &= thrown instanceof InconclusiveError;
        messages.add(String.valueOf(thrown.getMessage()));
      }
      differing.add(ShouldHaveAddresses.address(seen));
    }
    if (!differing.isEmpty()) {
      throw differing(
          expectation,
          ShouldHaveAddresses.alike(actual, differing, messages, inconclusive),
          inconclusive);
    }
    actual.questions().forEach(question -> record(question, expectation, Verdict.PASSED, null));
    return this;
  }

  /** Returns what assertions of an observation have come to until now, in their order. */
  private static List<Verdict> verdicts(Observation seen) {
    return seen.provenance().scope().entries().stream()
        .filter(entry -> entry.observation().number() == seen.number())
        .flatMap(entry -> entry.checks().stream())
        .map(Check::verdict)
        .toList();
  }

  /** What was asserted of each address is recorded there; this is recorded at the questions. */
  private AssertionError differing(String expectation, Message message, boolean inconclusive) {
    String text = text(message);
    Verdict verdict = inconclusive ? Verdict.INCONCLUSIVE : Verdict.FAILED;
    actual.questions().forEach(question -> record(question, expectation, verdict, text));
    return trimmed(inconclusive ? new InconclusiveError(text) : new AssertionError(text));
  }

  private static String headline(EachAddress<?> each) {
    List<Observation> all = each.all();
    List<DnsObservation> questions = each.questions();
    String resolver = questions.isEmpty() ? null : questions.get(0).resolver();
    return (all.isEmpty() ? "" : "#" + all.get(0).number() + " ")
        + "each address of "
        + each.host()
        + " from "
        + each.vantage()
        + (resolver == null ? "" : " by " + resolver);
  }
}
