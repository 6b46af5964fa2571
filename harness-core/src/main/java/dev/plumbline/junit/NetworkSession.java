package dev.plumbline.junit;

import dev.plumbline.junit.UnseenSkips.End;
import dev.plumbline.junit.UnseenSkips.Skip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherDiscoveryListener;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Sees the network tests that JUnit itself skips, which it does not tell extensions of: classes
 * with {@code @Disabled}, {@code @EnabledOnOs} and their like, classes that give up before their
 * first test, and whole dry runs. Made by JUnit's launcher, which finds it by the service loader.
 *
 * <p>They are in the report. Where {@code plumbline.skips} forbids them, the run fails: JUnit's
 * engine does, when any network test ran, or was asked whether it may; otherwise the end of the
 * launcher's session, because there is nothing in JUnit's tree of tests that could.
 */
public final class NetworkSession implements LauncherSessionListener {

  private static final Namespace NAMESPACE = Namespace.create(NetworkTest.class);

  private final ShardList shards = new ShardList();
  private final ParameterNames names = new ParameterNames();
  private Function<String, Optional<String>> parameters = name -> Optional.empty();
  private @Nullable Throwable failure;

  /** Made by the service loader. */
  public NetworkSession() {}

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    UnseenSkips skips = new UnseenSkips();
    session.getStore().put(NAMESPACE, UnseenSkips.class, skips);
    session.getStore().put(NAMESPACE, ShardList.class, shards);
    session.getStore().put(NAMESPACE, ParameterNames.class, names);
    session.getLauncher().registerTestExecutionListeners(new Listener(skips));
    session.getLauncher().registerLauncherDiscoveryListeners(new Discovery());
  }

  /** Tells the filter, which JUnit makes, which session and which request it is asked for. */
  private final class Discovery implements LauncherDiscoveryListener {

    @Override
    public void launcherDiscoveryStarted(LauncherDiscoveryRequest request) {
      parameters = request.getConfigurationParameters()::get;
      names.addAll(request.getConfigurationParameters().keySet());
      ShardFilter.begin(shards, request);
    }

    @Override
    public void launcherDiscoveryFinished(LauncherDiscoveryRequest request) {
      ShardFilter.end();
    }
  }

  /**
   * Reports a shard to which nothing fell; fails the session, where nothing in the tree of tests
   * could.
   */
  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (failure == null && shards.isUntold()) {
      NetworkRun.empty(shards, parameters, names).close();
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
  }

  /** Sees what is skipped and what gives up, while it runs. */
  private final class Listener implements TestExecutionListener {

    private final UnseenSkips skips;
    private final Set<String> begun = new HashSet<>();
    private @Nullable TestPlan plan;

    Listener(UnseenSkips skips) {
      this.skips = skips;
    }

    @Override
    public synchronized void testPlanExecutionStarted(TestPlan started) {
      plan = started;
    }

    @Override
    public synchronized void executionStarted(TestIdentifier test) {
      if (test.isContainer()) {
        begun.add(test.getUniqueId());
      }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier skipped, String reason) {
      addAll(skipped, reason, End.SKIPPED);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
        String reason =
            result.getThrowable().map(Throwable::getMessage).orElse("it gave up without a reason");
        addAll(test, reason, test.isTest() ? End.TEST_ABORTED : End.CONTAINER_ABORTED);
      }
    }

    private void addAll(TestIdentifier test, String reason, End end) {
      TestPlan running = plan;
      if (running == null) {
        return;
      }
      if (networkTest(test).isPresent()) {
        add(running, test, reason, end);
      } else {
        // A class that is no network test, with nested ones that are, and that it kept from
        // running.
        running.getDescendants(test).stream()
            .filter(TestIdentifier::isContainer)
            .filter(nested -> !begun.contains(nested.getUniqueId()))
            .forEach(nested -> add(running, nested, reason, end));
      }
    }

    private void add(TestPlan running, TestIdentifier skipped, String reason, End end) {
      networkTest(skipped)
          .ifPresent(
              test ->
                  skips.add(
                      new Skip(
                          skipped.getUniqueId(),
                          path(running, skipped),
                          skipped.getDisplayName(),
                          test,
                          reason,
                          end)));
    }

    /** What is left had no run: everything of the network was skipped. */
    @Override
    public synchronized void testPlanExecutionFinished(TestPlan finished) {
      plan = null;
      begun.clear();
      List<Skip> left = skips.takeAll();
      if (!left.isEmpty()) {
        try {
          NetworkRun.skipped(
                  left, shards, name -> finished.getConfigurationParameters().get(name), names)
              .close();
        } catch (RuntimeException | SkipForbiddenError e) {
          failure = e; // JUnit only logs what a listener throws here.
        }
      }
    }
  }

  private static Optional<Class<?>> networkTest(TestIdentifier test) {
    return test.getSource().flatMap(NetworkSession::testClass).filter(TestLab::isNetworkTest);
  }

  private static Optional<Class<?>> testClass(TestSource source) {
    if (source instanceof ClassSource named) {
      return Optional.of(named.getJavaClass());
    }
    return source instanceof MethodSource method
        ? Optional.of(method.getJavaClass())
        : Optional.empty();
  }

  /** Returns the display names of what a test is part of; the outermost is JUnit's engine. */
  private static List<String> path(TestPlan plan, TestIdentifier test) {
    List<String> path = new ArrayList<>();
    Stream.iterate(
            plan.getParent(test), Optional::isPresent, parent -> parent.flatMap(plan::getParent))
        .flatMap(Optional::stream)
        .filter(parent -> parent.getParentId().isPresent())
        .forEach(parent -> path.add(0, parent.getDisplayName()));
    return path;
  }
}
