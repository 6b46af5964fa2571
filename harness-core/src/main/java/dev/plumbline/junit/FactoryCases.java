package dev.plumbline.junit;

import dev.plumbline.observation.Journal.Entry;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor.Invocation;
import org.junit.jupiter.api.function.Executable;

/**
 * The dynamic tests of one {@code @TestFactory} method: each must prove something, and there must
 * be at least one.
 */
final class FactoryCases {

  private final String factory;
  private final NetworkRun run;
  private final AtomicInteger cases = new AtomicInteger();

  /**
   * Dynamic tests that share the factory's view of the lab run one at a time: only so it is known
   * whose an assertion is.
   */
  private final ReentrantLock oneAtATime = new ReentrantLock();

  FactoryCases(ExtensionContext context) {
    factory = context.getUniqueId();
    run = NetworkRun.of(context);
  }

  static FactoryCases of(ExtensionContext context) {
    return Objects.requireNonNull(
        context.getStore(NetworkRun.NAMESPACE).get(FactoryCases.class, FactoryCases.class));
  }

  void requireSome() {
    if (cases.get() == 0) {
      throw new NothingAssertedError(
          "The test factory made no test, so it proves nothing: give it at least one case.");
    }
  }

  void run(Invocation<Void> invocation, Executable body, ExtensionContext context)
      throws Throwable {
    cases.incrementAndGet();
    String id = body instanceof DynamicNetworkTest.Body own ? own.owner() : context.getUniqueId();
    run.begun(id);
    try {
      run.requireTime(id);
      if (body instanceof DynamicNetworkTest.Body own) {
        List<String> unsettled;
        try {
          invocation.proceed();
        } finally {
          unsettled = run.unsettledBy(own.owner());
        }
        run.requireInTime(own.owner());
        Proof.requireSettled(unsettled, run.redaction());
        Proof.requireJudged(run.unjudgedBy(own.owner()), run.redaction());
        Proof.require(run.ownedBy(own.owner()), run.redaction());
      } else {
        runAlone(invocation, id);
      }
    } catch (Throwable failure) {
      Throwable converted = Inconclusive.converted(failure, context);
      ResultRecorder.ended(context, id, converted);
      throw converted;
    }
    ResultRecorder.ended(context, id, null);
  }

  private void runAlone(Invocation<Void> invocation, String id) throws Throwable {
    oneAtATime.lock();
    try {
      List<Entry> before = run.ownedBy(factory);
      long heldBefore = Proof.held(before);
      try {
        invocation.proceed();
        run.requireInTime(factory);
      } finally {
        added(before).forEach(e -> run.report().attribute(e.observation().number(), id));
      }
      if (Proof.held(run.ownedBy(factory)) == heldBefore) {
        Proof.require(added(before), run.redaction());
      }
      Proof.requireThrown(run.ownedBy(factory), run.redaction());
    } catch (Throwable failure) {
      run.answered(factory); // what the next one finds failed is not this
      throw failure;
    } finally {
      oneAtATime.unlock();
    }
  }

  private List<Entry> added(List<Entry> before) {
    List<Entry> now = run.ownedBy(factory);
    return now.subList(before.size(), now.size());
  }
}
