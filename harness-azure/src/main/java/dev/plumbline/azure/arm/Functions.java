package dev.plumbline.azure.arm;

import dev.plumbline.descriptor.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of the template language, by name in any case. */
final class Functions {

  private static final Map<String, TemplateFunction> ALL = new LinkedHashMap<>();

  static {
    Functions all = new Functions();
    ArrayFunctions.addTo(all);
    ObjectFunctions.addTo(all);
    ComparisonFunctions.addTo(all);
    LogicalFunctions.addTo(all);
    NumericFunctions.addTo(all);
    StringFunctions.addTo(all);
    DateFunctions.addTo(all);
    CidrFunctions.addTo(all);
    LambdaFunctions.addTo(all);
    ResourceFunctions.addTo(all);
    DeploymentFunctions.addTo(all);
  }

  private Functions() {}

  /** Adds a function that is not called when an argument is not known. */
  void add(String name, int least, int most, TemplateFunction.Body body) {
    put(new TemplateFunction(name, least, most, false, body));
  }

  /** Adds a function that is called though arguments are not known, and evaluates what it needs. */
  void lenient(String name, int least, int most, TemplateFunction.Body body) {
    put(new TemplateFunction(name, least, most, true, body));
  }

  private static void put(TemplateFunction function) {
    if (ALL.put(function.name().toLowerCase(Locale.ROOT), function) != null) {
      throw new IllegalStateException(function.name() + " is there twice");
    }
  }

  /** Returns a function; null when there is none of that name. */
  static @Nullable TemplateFunction find(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    TemplateFunction function = ALL.get(key);
    // list* stands for every operation that a resource provider has of that name.
    return function == null && key.startsWith("list") && key.indexOf('.') < 0
        ? ResourceFunctions.list(name)
        : function;
  }

  /** Returns a function that takes so many arguments. */
  static TemplateFunction find(Expression.Call call) {
    TemplateFunction function = find(call.name());
    if (function == null) {
      List<String> names = new ArrayList<>();
      ALL.values().forEach(one -> names.add(one.name()));
      throw new ExpressionException(
          "there is no function "
              + call.name()
              + "()"
              + NearestName.to(call.name(), names)
                  .map(nearest -> "; did you mean " + nearest + "()?")
                  .orElse("; the functions are those of the ARM template reference"));
    }
    int count = call.arguments().size();
    if (count < function.least() || count > function.most()) {
      throw new ExpressionException(
          function.name() + "() takes " + function.arity() + ", found " + count);
    }
    return function;
  }
}
