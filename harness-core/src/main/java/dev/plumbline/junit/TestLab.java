package dev.plumbline.junit;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import java.lang.annotation.Annotation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The lab of one test: its view of the shared one, or its own. */
record TestLab(Lab lab, boolean own) implements AutoCloseable {

  private static final String SHARED =
      "other tests look at it too. Annotate the test, or its class, with @OwnLab: then it has a lab of its own";

  /**
   * Returns the lab of the test that a context belongs to, opening it when this is the first call.
   */
  @SuppressWarnings("deprecation") // Its successor is not in JUnit 5.
  static Lab of(ExtensionContext context) {
    TestLab test =
        Objects.requireNonNull(
            context
                .getStore(NetworkRun.NAMESPACE)
                .getOrComputeIfAbsent(TestLab.class, key -> open(context), TestLab.class));
    Lab mine = test.lab.in(context.getUniqueId());
    return test.own ? mine : mine.readOnly(SHARED);
  }

  private static TestLab open(ExtensionContext context) {
    NetworkRun run = NetworkRun.of(context);
    String environment = environmentName(context);
    boolean own =
        AnnotationSupport.isAnnotated(context.getTestMethod(), OwnLab.class)
            || annotation(context, OwnLab.class).isPresent();
    return new TestLab(own ? run.own(environment) : run.shared(environment), own);
  }

  /** Returns the environment of the test or class that a context belongs to. */
  static Environment environment(ExtensionContext context) {
    return NetworkRun.of(context).environment(environmentName(context));
  }

  /** Returns the environment's name for the report, also where it cannot be loaded. */
  static @Nullable String nameForReport(ExtensionContext context) {
    return context
        .getTestClass()
        .map(testClass -> nameForReport(testClass, NetworkRun.of(context)))
        .orElse(null);
  }

  /** Returns the name of a class's environment for the report, also where it cannot be loaded. */
  static @Nullable String nameForReport(Class<?> testClass, NetworkRun run) {
    String asked = annotation(testClass, NetworkTest.class).map(NetworkTest::value).orElse(null);
    try {
      return asked == null ? null : run.environment(asked).name();
    } catch (RuntimeException cannotBeLoaded) {
      return asked; // the test itself has failed with the reason, or did not run
    }
  }

  /** Returns whether a class is a network test, or is nested in one. */
  static boolean isNetworkTest(Class<?> testClass) {
    return annotation(testClass, NetworkTest.class).isPresent();
  }

  private static String environmentName(ExtensionContext context) {
    return annotation(context, NetworkTest.class)
        .map(NetworkTest::value)
        .orElseThrow(
            () ->
                new ExtensionConfigurationException(
                    context.getRequiredTestClass().getName()
                        + " has no environment: annotate it with @NetworkTest(\"name\")"));
  }

  /**
   * Returns an annotation of the test class or, from the inside out, of a class it is nested in.
   */
  private static <A extends Annotation> Optional<A> annotation(
      ExtensionContext context, Class<A> type) {
    return context.getTestClass().flatMap(testClass -> annotation(testClass, type));
  }

  /** Returns an annotation of a class or, from the inside out, of a class it is nested in. */
  static <A extends Annotation> Optional<A> annotation(Class<?> testClass, Class<A> type) {
    Optional<A> found = Optional.empty();
    for (Class<?> c = testClass; c != null && found.isEmpty(); c = c.getEnclosingClass()) {
      found = AnnotationSupport.findAnnotation(c, type);
    }
    return found;
  }

  @Override
  public void close() {
    if (own) {
      lab.close();
    }
  }
}
