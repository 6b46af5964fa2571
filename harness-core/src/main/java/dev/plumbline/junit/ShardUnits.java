package dev.plumbline.junit;

import dev.plumbline.environment.Environments;
import dev.plumbline.vantage.Vantage;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;

/**
 * What a run is split into: test classes with those nested in them, or the tests of a class that
 * look from one vantage. Each unit is in exactly one shard.
 */
final class ShardUnits {

  private final Shard shard;
  private final Map<String, List<String>> vantages = new ConcurrentHashMap<>();

  ShardUnits(Shard shard) {
    this.shard = shard;
  }

  /**
   * A unit.
   *
   * @param name what it is called in reports
   * @param testClass the name of its class
   * @param shard the number of its shard
   */
  record Unit(String name, String testClass, int shard) {}

  /**
   * Returns the unit of a test.
   *
   * @param method its method; null for a class as a whole
   */
  Unit of(Class<?> testClass, @Nullable Method method) {
    String name = outermost(testClass).getName();
    if (shard.by() == Shard.By.VANTAGES && method != null) {
      List<String> all = vantagesOf(testClass);
      Optional<String> vantage = firstVantage(testClass, method, all);
      int place = vantage.map(all::indexOf).orElse(-1);
      if (place >= 0) {
        return new Unit(name + " from " + vantage.orElseThrow(), name, shard.ofVantage(place));
      }
    }
    return new Unit(name, name, shard.of(name));
  }

  /** Inner classes run where the class does that they need an instance of. */
  static Class<?> outermost(Class<?> testClass) {
    Class<?> outer = testClass;
    while (outer.getEnclosingClass() != null && !Modifier.isStatic(outer.getModifiers())) {
      outer = outer.getEnclosingClass();
    }
    return outer;
  }

  /**
   * Returns the vantages of the environment of a class; none where it cannot be loaded: its tests
   * fail with the reason, in one shard.
   */
  private List<String> vantagesOf(Class<?> testClass) {
    String environment =
        TestLab.annotation(testClass, NetworkTest.class).map(NetworkTest::value).orElse("");
    return vantages.computeIfAbsent(
        environment,
        name -> {
          try {
            return List.copyOf(Environments.load(name).vantages().keySet());
          } catch (RuntimeException cannotBeLoaded) {
            return List.of();
          }
        });
  }

  /** Returns the vantage that a test's method names first, or else what is run before it. */
  private static Optional<String> firstVantage(
      Class<?> testClass, Method method, List<String> all) {
    List<Executable> where = new ArrayList<>(List.of(method));
    where.addAll(Arrays.asList(testClass.getDeclaredConstructors()));
    for (var each : List.of(BeforeEach.class, AfterEach.class)) {
      where.addAll(
          AnnotationSupport.findAnnotatedMethods(testClass, each, HierarchyTraversalMode.TOP_DOWN));
    }
    return where.stream()
        .flatMap(executable -> Arrays.stream(executable.getParameters()))
        .flatMap(parameter -> vantage(parameter, all).stream())
        .findFirst()
        .or(
            () ->
                Stream.of(method, testClass)
                    .flatMap(
                        element ->
                            AnnotationSupport.findAnnotation(element, RequiresVantage.class)
                                .stream())
                    .flatMap(required -> Arrays.stream(required.value()))
                    .findFirst());
  }

  private static Optional<String> vantage(Parameter parameter, List<String> all) {
    if (parameter.getType() != Vantage.class) {
      return Optional.empty();
    }
    return AnnotationSupport.findAnnotation(parameter, From.class)
        .map(From::value)
        .or(() -> all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty());
  }
}
