package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A lambda of the template language: names of variables, and an expression of them. */
final class Lambda {

  /** Evaluates an expression in a scope. */
  @FunctionalInterface
  interface Evaluation {
    JsonValue of(Expression expression, Scope scope);
  }

  private final List<String> names;
  private final Expression body;
  private final Scope scope;
  private final Evaluation evaluation;

  private Lambda(List<String> names, Expression body, Scope scope, Evaluation evaluation) {
    this.names = names;
    this.body = body;
    this.scope = scope;
    this.evaluation = evaluation;
  }

  static Lambda of(Expression.Call call, Arguments around, Evaluation evaluation) {
    List<String> names = new ArrayList<>();
    int last = call.arguments().size() - 1;
    for (int i = 0; i < last; i++) {
      if (!(call.arguments().get(i) instanceof Expression.Literal literal
          && literal.value() instanceof JsonString name)) {
        throw around.wrong("the variables of a lambda are texts in quotes");
      }
      names.add(JsonObject.key(name.value()));
    }
    if (last < 0) {
      throw around.wrong("a lambda has variables and an expression");
    }
    return new Lambda(names, call.arguments().get(last), around.scope(), evaluation);
  }

  int size() {
    return names.size();
  }

  /** Applies it to as many of the values as it has variables. */
  JsonValue apply(JsonValue... values) {
    Map<String, JsonValue> variables = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (i >= values.length) {
        throw new ExpressionException(
            "the lambda has " + names.size() + " variables, " + values.length + " are allowed");
      }
      variables.put(names.get(i), values[i]);
    }
    return evaluation.of(body, scope.with(variables));
  }
}
