package dev.plumbline.junit;

import dev.plumbline.junit.ShardUnits.Unit;
import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.PreconditionViolationException;
import org.junit.platform.engine.Filter;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.PostDiscoveryFilter;

/**
 * Leaves out the network tests of other shards, where {@code plumbline.shard} splits a run. Made by
 * JUnit's launcher, which finds it by the service loader.
 *
 * <p>They are left out while tests are discovered: to JUnit they are not skipped, but not there.
 * The report lists them. Tests that are no network tests run in every shard.
 */
public final class ShardFilter implements PostDiscoveryFilter {

  /** Discovery goes on in one thread; the filter, which JUnit makes, meets its session here. */
  private static final ThreadLocal<@Nullable Discovery> CURRENT = new ThreadLocal<>();

  /** Made by the service loader. */
  public ShardFilter() {}

  private record Discovery(
      ShardList list, Shard shard, ShardUnits units, Filter<TestDescriptor> chosen) {}

  /** Notes that a session is about to discover tests. */
  static void begin(ShardList list, LauncherDiscoveryRequest request) {
    Optional<Shard> shard;
    try {
      shard = Shard.asked(request.getConfigurationParameters()::get);
    } catch (IllegalArgumentException wrong) {
      shard = Optional.empty(); // each class is refused with the reason when it is to run
    }
    shard.ifPresent(
        asked ->
            CURRENT.set(
                new Discovery(
                    list,
                    asked,
                    new ShardUnits(asked),
                    Filter.composeFilters(request.getPostDiscoveryFilters()))));
  }

  /** Notes that they are discovered. */
  static void end() {
    CURRENT.remove();
  }

  @Override
  public FilterResult apply(TestDescriptor test) {
    Discovery discovery = CURRENT.get();
    if (discovery == null) {
      return FilterResult.included("the run is not split");
    }
    return test.getSource()
        .flatMap(source -> unit(source, discovery))
        .map(unit -> decide(test, unit, discovery))
        .orElseGet(() -> FilterResult.included("it is no network test"));
  }

  private static FilterResult decide(TestDescriptor test, Unit unit, Discovery discovery) {
    // What tags and names leave out anyway is of no shard.
    if (discovery.chosen().apply(test).included()) {
      discovery.list().add(discovery.shard(), unit, named(test));
    }
    return FilterResult.includedIf(
        unit.shard() == discovery.shard().number(),
        () -> "it is in this shard",
        () -> "it is in shard " + unit.shard() + "/" + discovery.shard().count());
  }

  /** Returns a test's class and method; those of the same name differ in their parameters. */
  private static String named(TestDescriptor test) {
    MethodSource source = (MethodSource) test.getSource().orElseThrow();
    return source.getClassName()
        + "."
        + source.getMethodName()
        + "("
        + source.getMethodParameterTypes()
        + ")";
  }

  /** Returns the unit of a test; empty for a class, which stays or goes with its tests. */
  private static Optional<Unit> unit(TestSource source, Discovery discovery) {
    if (!(source instanceof MethodSource named)) {
      return Optional.empty();
    }
    Method method;
    Class<?> testClass;
    try {
      testClass = named.getJavaClass();
      method = named.getJavaMethod();
    } catch (PreconditionViolationException notThere) {
      return Optional.empty();
    }
    return TestLab.isNetworkTest(testClass)
        ? Optional.of(discovery.units().of(testClass, method))
        : Optional.empty();
  }
}
