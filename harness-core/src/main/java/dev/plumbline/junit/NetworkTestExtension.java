package dev.plumbline.junit;

import java.util.List;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Binds network tests to JUnit: parameters, the rule that a test must have proved something,
 * inconclusive tests. Has no state.
 */
final class NetworkTestExtension
    implements ParameterResolver,
        BeforeEachCallback,
        AfterEachCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler,
        InvocationInterceptor {

  /** So that a constructor's vantages belong to the test for which the instance is made. */
  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return Injected.supports(parameter);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    try {
      return Injected.resolve(parameter, context);
    } catch (RuntimeException e) {
      throw Redacted.unchecked(e, NetworkRun.of(context).redaction());
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    NetworkRun.of(context).requireTime(context.getUniqueId());
    if (isFactory(context)) {
      context.getStore(NetworkRun.NAMESPACE).put(FactoryCases.class, new FactoryCases(context));
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    NetworkRun run = NetworkRun.of(context);
    List<String> unsettled = run.unsettledBy(context.getUniqueId());
    if (context.getExecutionException().isPresent()) {
      return;
    }
    run.requireInTime(context.getUniqueId());
    Proof.requireSettled(unsettled, run.redaction());
    Proof.requireJudged(run.unjudgedBy(context.getUniqueId()), run.redaction());
    if (isFactory(context)) {
      FactoryCases.of(context).requireSome();
      Proof.requireThrown(run.ownedBy(context.getUniqueId()), run.redaction());
    } else {
      Proof.require(run.ownedBy(context.getUniqueId()), run.redaction());
    }
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext dynamic, ExtensionContext context)
      throws Throwable {
    FactoryCases.of(context).run(invocation, dynamic.getExecutable(), context);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Inconclusive.converted(failure, context);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Inconclusive.converted(failure, context);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Inconclusive.converted(failure, context);
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Inconclusive.converted(failure, context);
  }

  @Override
  public void handleAfterAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw Inconclusive.converted(failure, context);
  }

  static boolean isFactory(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getTestMethod(), TestFactory.class);
  }
}
