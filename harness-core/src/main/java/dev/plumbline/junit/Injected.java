package dev.plumbline.junit;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.vantage.Vantage;
import java.lang.reflect.Executable;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** The parameters of tests. Claims only its own types, and what is annotated {@link From}. */
final class Injected {

  private static final Set<Class<?>> TYPES = Set.of(Vantage.class, Lab.class, Environment.class);

  private Injected() {}

  static boolean supports(ParameterContext parameter) {
    return TYPES.contains(parameter.getParameter().getType()) || parameter.isAnnotated(From.class);
  }

  static Object resolve(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    Optional<From> from = parameter.findAnnotation(From.class);
    if (from.isPresent() && type != Vantage.class) {
      throw wrong(
          parameter,
          "@From belongs to a parameter of type Vantage, but this one is a "
              + type.getSimpleName());
    }
    Environment environment = TestLab.environment(context);
    if (type == Environment.class) {
      return environment;
    }
    if (context.getTestMethod().isEmpty()) {
      throw wrong(
          parameter,
          "no test is running yet, and what a "
              + type.getSimpleName()
              + " observes belongs to a test; ask for it in the test, in @BeforeEach,"
              + " or in the constructor of a class with the lifecycle PER_METHOD");
    }
    if (type == Lab.class) {
      return TestLab.of(context);
    }
    String name = from.map(From::value).orElseGet(() -> theOnly(environment, parameter));
    if (!environment.vantages().containsKey(name)) {
      throw wrong(
          parameter,
          "environment "
              + environment.name()
              + " has no vantage \""
              + name
              + "\""
              + NearestName.hint(name, environment.vantages().keySet()));
    }
    return TestLab.of(context).vantage(name);
  }

  private static String theOnly(Environment environment, ParameterContext parameter) {
    Set<String> names = environment.vantages().keySet();
    if (names.size() != 1) {
      throw wrong(
          parameter,
          "environment "
              + environment.name()
              + " has "
              + names.size()
              + " vantages ("
              + String.join(", ", names)
              + "): say which one by @From(\"name\")");
    }
    return names.iterator().next();
  }

  static ParameterResolutionException wrong(ParameterContext parameter, String what) {
    Executable executable = parameter.getDeclaringExecutable();
    return new ParameterResolutionException(
        "parameter "
            + parameter.getIndex()
            + " ("
            + parameter.getParameter().getName()
            + ") of "
            + executable.getDeclaringClass().getName()
            + "."
            + executable.getName()
            + ": "
            + what);
  }
}
