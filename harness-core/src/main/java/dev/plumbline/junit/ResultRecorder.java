package dev.plumbline.junit;

import dev.plumbline.report.TestResult;
import dev.plumbline.report.TestResult.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** Tells the report how tests ended. Has no state. */
final class ResultRecorder
    implements TestWatcher,
        BeforeAllCallback,
        AfterAllCallback,
        BeforeEachCallback,
        AfterEachCallback {

  @Override
  public void beforeAll(ExtensionContext context) {
    // Opens the run, so that its report is written whatever happens to its tests.
    NetworkRun.of(context);
    // JUnit only logs what a watcher throws: a misspelt setting has to be refused before.
    NetworkRun.of(context).requireKnownSettings();
    Settings.requireValid(context);
    NetworkRun.of(context).requireShards();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    NetworkRun.of(context).begun(context.getUniqueId());
  }

  /** A factory is no test to JUnit's watcher: when it fails itself, it is told here. */
  @Override
  public void afterEach(ExtensionContext context) {
    if (NetworkTestExtension.isFactory(context)) {
      context
          .getExecutionException()
          .ifPresent(failure -> ended(context, context.getUniqueId(), failure));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    context
        .getExecutionException()
        .ifPresent(failure -> ended(context, context.getUniqueId(), failure));
    List<String> skipped = NetworkRun.of(context).forbiddenSkips(context.getUniqueId());
    if (!skipped.isEmpty()) {
      SkipForbiddenError error =
          new SkipForbiddenError(String.join("; ", skipped), Settings.skips(context));
      ended(context, context.getUniqueId(), error);
      throw error;
    }
  }

  @Override
  public void testSuccessful(ExtensionContext context) {
    ended(context, context.getUniqueId(), null);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, context.getUniqueId(), cause);
  }

  @Override
  public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
    ended(context, context.getUniqueId(), cause);
  }

  /**
   * Comes also for what DeclaredSkips skips, which is allowed or it would have failed there. What
   * is left is JUnit's own.
   */
  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    if (skipped(context, reason.orElse("disabled"))
        && Settings.skips(context) != Settings.Skips.ALLOWED) {
      NetworkRun.of(context)
          .forbiddenSkip(
              context.getUniqueId(), context.getDisplayName() + ": " + reason.orElse("disabled"));
    }
  }

  /** Tells the report of a skip; returns whether it did not know of it yet. */
  static boolean skipped(ExtensionContext context, String reason) {
    boolean first = NetworkRun.of(context).toldSkip(context.getUniqueId());
    if (first) {
      ended(context, context.getUniqueId(), new TestAbortedException(reason));
    }
    return first;
  }

  static void ended(ExtensionContext context, String id, @Nullable Throwable failure) {
    NetworkRun run = NetworkRun.of(context);
    Instant startedAt = run.beginning(id);
    Status status = status(failure);
    if (failure instanceof TestAbortedException) {
      run.toldSkip(id);
    }
    counted(run, context);
    if (failure != null) {
      run.answered(id);
    }
    run.report()
        .result(
            new TestResult(
                id,
                path(context),
                context.getDisplayName(),
                TestLab.nameForReport(context),
                status,
                failure == null ? null : String.valueOf(failure.getMessage()),
                failure == null || status == Status.SKIPPED ? null : failure.getClass().getName(),
                startedAt,
                Duration.between(startedAt, Instant.now())));
  }

  /** Dynamic tests have neither class nor method: those of their factory are theirs. */
  private static void counted(NetworkRun run, ExtensionContext context) {
    Optional<ExtensionContext> of = Optional.of(context);
    while (of.isPresent() && of.get().getTestClass().isEmpty()) {
      of = of.get().getParent();
    }
    of.ifPresent(
        named -> run.resultOf(named.getRequiredTestClass(), named.getTestMethod().orElse(null)));
  }

  private static Status status(@Nullable Throwable failure) {
    if (failure == null) {
      return Status.PASSED;
    }
    if (Inconclusive.is(failure)) {
      return Status.INCONCLUSIVE;
    }
    return failure instanceof TestAbortedException ? Status.SKIPPED : Status.FAILED;
  }

  /**
   * Returns the display names of what a test is part of; the outermost context is JUnit's engine,
   * which nobody wrote.
   */
  private static List<String> path(ExtensionContext context) {
    List<String> path = new ArrayList<>();
    Optional<ExtensionContext> parent = context.getParent();
    while (parent.isPresent() && parent.get().getParent().isPresent()) {
      path.add(0, parent.get().getDisplayName());
      parent = parent.get().getParent();
    }
    return path;
  }
}
