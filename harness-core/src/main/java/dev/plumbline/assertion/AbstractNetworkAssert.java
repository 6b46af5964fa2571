package dev.plumbline.assertion;

import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Redaction;
import dev.plumbline.observation.Tentative;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Condition;
import org.assertj.core.description.Description;
import org.assertj.core.description.TextDescription;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;

/**
 * An assertion whose result is recorded in the journal of the observations it judges, whichever way
 * it ends.
 *
 * <p>What AssertJ gives every assertion (equality, conditions, predicates, {@code satisfies}) is
 * recorded too, and of an observation that reached nothing it passes only with a positive control,
 * as every negative does. Not recorded, because it says nothing of a network: {@code isNotNull},
 * {@code isInstanceOf} and its kin, {@code isSameAs}, hash codes; nor what is asserted of something
 * taken out of the observation ({@code asInstanceOf}, {@code asString}).
 *
 * @param <SELF> the type of the assertion
 * @param <A> the type judged
 */
public abstract class AbstractNetworkAssert<SELF extends AbstractNetworkAssert<SELF, A>, A>
    extends AbstractAssert<SELF, A> {

  private String headline;
  private final List<? extends Observation> judged;

  AbstractNetworkAssert(
      @Nullable A actual, Class<?> selfType, String headline, List<? extends Observation> judged) {
    super(actual, selfType);
    this.headline = headline;
    this.judged = judged;
    info.description(new TextDescription("%s", headline));
  }

  /**
   * Names what messages are about once more is known of it; a description of the user's own stays.
   */
  void headline(String fuller) {
    String own = info.descriptionText();
    info.description(new TextDescription("%s", own.replace(headline, fuller)));
    headline = fuller;
  }

  /** Records that an expectation was met. */
  SELF passed(String expectation) {
    judged.forEach(o -> record(o, expectation, Journal.Verdict.PASSED, null));
    return myself;
  }

  /** Records that an expectation was not met, and returns the error to throw. */
  AssertionError failed(String expectation, Message message) {
    String text = text(message);
    judged.forEach(o -> record(o, expectation, Journal.Verdict.FAILED, text));
    return trimmed(new AssertionError(text));
  }

  /** Records that nothing was proved, and returns the error to throw. */
  InconclusiveError inconclusive(String expectation, Message message) {
    String text = text(message);
    judged.forEach(o -> record(o, expectation, Journal.Verdict.INCONCLUSIVE, text));
    return trimmed(new InconclusiveError(text));
  }

  /** Returns the text of a failure: the user's own where there is one. It holds no secrets. */
  String text(Message message) {
    String own = info.overridingErrorMessage();
    String top = info.hasDescription() ? info.descriptionText() : headline;
    return redaction().text(own == null ? message.below(top) : "[" + top + "] " + own);
  }

  /** A null has no journal, and with it no secrets that are known. */
  private Redaction redaction() {
    return judged.isEmpty()
        ? new Redaction(List.of())
        : judged.get(0).provenance().scope().journal().redaction();
  }

  /** Returns an error of AssertJ's own making as it may be shown. */
  private AssertionError redacted(AssertionError error) {
    String message = error.getMessage();
    String clean = message == null ? null : redaction().text(message);
    if (Objects.equals(message, clean)) {
      return error;
    }
    AssertionError shown =
        error instanceof InconclusiveError
            ? new InconclusiveError(String.valueOf(clean))
            : new AssertionError(clean);
    shown.setStackTrace(error.getStackTrace());
    return shown;
  }

  static void record(
      Observation o, String expectation, Journal.Verdict verdict, @Nullable String message) {
    o.provenance().scope().asserted(o.number(), new Journal.Check(expectation, verdict, message));
  }

  /**
   * Takes the frames of the assertion itself off an error, so that the test's own line is the
   * first.
   */
  <E extends AssertionError> E trimmed(E error) {
    Set<String> own = new HashSet<>();
    for (Class<?> c = getClass(); c != AbstractAssert.class && c != null; c = c.getSuperclass()) {
      own.add(c.getName());
    }
    error.setStackTrace(
        Arrays.stream(error.getStackTrace())
            .filter(frame -> !own.contains(frame.getClassName()))
            .toArray(StackTraceElement[]::new));
    Throwables.removeAssertJRelatedElementsFromStackTrace(error);
    return error;
  }

  /**
   * Throws when the vantage of something that is judged was broken: whatever was expected, nothing
   * was seen of it.
   */
  void requireSeen(String expectation) {
    for (Observation o : judged) {
      String broken = o.outcome().vantageFailure();
      if (broken != null) {
        throw inconclusive(expectation, NeedsControl.brokenVantage(o, expectation, broken));
      }
    }
  }

  private SELF tracked(String expectation, Supplier<SELF> inherited) {
    requireSeen(expectation);
    try {
      inherited.get();
    } catch (AssertionError thrown) {
      AssertionError e = redacted(Inconclusive.unwrap(thrown));
      Journal.Verdict verdict =
          e instanceof InconclusiveError ? Journal.Verdict.INCONCLUSIVE : Journal.Verdict.FAILED;
      judged.forEach(o -> record(o, expectation, verdict, e.getMessage()));
      throw e;
    }
    for (Observation o : judged) {
      if (!isShown(o)) {
        throw inconclusive(expectation, NeedsControl.of(o, expectation));
      }
    }
    return passed(expectation);
  }

  /** Whatever the words: that nothing was reached is shown only by something that was. */
  private static boolean isShown(Observation o) {
    Outcome outcome = o.outcome();
    return outcome.reached()
        || o instanceof HealthObservation
        || outcome instanceof Outcome.CertificateRejected
        || outcome instanceof Outcome.Malformed
        || o.provenance().scope().journal().controlFor(o).isPresent();
  }

  /** Adds the user's description to what a message is about; the number stays in front. */
  @Override
  public SELF describedAs(Description description) {
    return super.describedAs(new TextDescription("%s; %s", headline, description.value()));
  }

  @Override
  public SELF isEqualTo(@Nullable Object expected) {
    return tracked("is equal to " + expected, () -> super.isEqualTo(expected));
  }

  @Override
  public SELF isNotEqualTo(@Nullable Object other) {
    return tracked("is not equal to " + other, () -> super.isNotEqualTo(other));
  }

  @Override
  public SELF isIn(Object... values) {
    return tracked("is one of the values given", () -> super.isIn(values));
  }

  @Override
  public SELF isIn(Iterable<?> values) {
    return tracked("is one of the values given", () -> super.isIn(values));
  }

  @Override
  public SELF isNotIn(Object... values) {
    return tracked("is none of the values given", () -> super.isNotIn(values));
  }

  @Override
  public SELF isNotIn(Iterable<?> values) {
    return tracked("is none of the values given", () -> super.isNotIn(values));
  }

  @Override
  public SELF hasToString(String expected) {
    return tracked("has the text " + expected, () -> super.hasToString(expected));
  }

  @Override
  public SELF doesNotHaveToString(String other) {
    return tracked("has not the text " + other, () -> super.doesNotHaveToString(other));
  }

  @Override
  public SELF is(Condition<? super A> condition) {
    return tracked("is " + condition, () -> super.is(condition));
  }

  @Override
  public SELF isNot(Condition<? super A> condition) {
    return tracked("is not " + condition, () -> super.isNot(condition));
  }

  @Override
  public SELF has(Condition<? super A> condition) {
    return tracked("has " + condition, () -> super.has(condition));
  }

  @Override
  public SELF doesNotHave(Condition<? super A> condition) {
    return tracked("does not have " + condition, () -> super.doesNotHave(condition));
  }

  @Override
  public SELF satisfies(Condition<? super A> condition) {
    return tracked("satisfies " + condition, () -> super.satisfies(condition));
  }

  @Override
  public SELF matches(Predicate<? super A> predicate) {
    return tracked("matches a predicate", () -> super.matches(predicate));
  }

  @Override
  public SELF matches(Predicate<? super A> predicate, String description) {
    return tracked("matches " + description, () -> super.matches(predicate, description));
  }

  @Override
  public SELF doesNotMatch(Predicate<? super A> predicate) {
    return tracked("does not match a predicate", () -> super.doesNotMatch(predicate));
  }

  @Override
  public SELF doesNotMatch(Predicate<? super A> predicate, String description) {
    return tracked(
        "does not match " + description, () -> super.doesNotMatch(predicate, description));
  }

  @Override
  protected SELF satisfiesForProxy(Consumer<? super A>[] requirements) {
    return tracked("satisfies requirements", () -> super.satisfiesForProxy(requirements));
  }

  @Override
  protected SELF satisfiesAnyOfForProxy(Consumer<? super A>[] requirements) {
    return tracked(
        "satisfies any of the requirements",
        () -> Tentative.run(() -> super.satisfiesAnyOfForProxy(requirements)));
  }
}
