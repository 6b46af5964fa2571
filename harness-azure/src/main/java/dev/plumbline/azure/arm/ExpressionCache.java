package dev.plumbline.azure.arm;

import java.util.HashMap;
import java.util.Map;

/** Expressions that were parsed, so that none is parsed twice. Not for several threads. */
final class ExpressionCache {

  private final Map<String, Expression> parsed = new HashMap<>();

  Expression parse(String text) {
    Expression expression = parsed.get(text);
    if (expression == null) {
      expression = ExpressionParser.parse(text);
      parsed.put(text, expression);
    }
    return expression;
  }
}
