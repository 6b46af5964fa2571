package dev.plumbline.junit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Says what is wrong with {@link From} in a class that is no network test, where JUnit could only
 * say that nobody knows the parameter.
 */
final class WithoutEnvironment implements ParameterResolver {

  /** Network tests have a resolver of their own. */
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getTestClass().filter(TestLab::isNetworkTest).isEmpty()
        && parameter.isAnnotated(From.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    throw Injected.wrong(
        parameter,
        "@From names a vantage of an environment, but the test class has none: annotate "
            + context.getRequiredTestClass().getName()
            + " with @NetworkTest(\"name of the environment\")");
  }
}
