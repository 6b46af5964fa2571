package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The arguments of a call; each is evaluated when it is asked for, at most once. */
final class Arguments {

  private final String function;
  private final List<Expression> expressions;
  private final @Nullable JsonValue[] values;
  private final Scope scope;
  private final Function<Expression, JsonValue> evaluation;
  private final Mark mark;

  Arguments(
      String function,
      List<Expression> expressions,
      Scope scope,
      Mark mark,
      Function<Expression, JsonValue> evaluation) {
    this.function = function;
    this.expressions = expressions;
    this.values = new JsonValue[expressions.size()];
    this.scope = scope;
    this.mark = mark;
    this.evaluation = evaluation;
  }

  int size() {
    return expressions.size();
  }

  Scope scope() {
    return scope;
  }

  /** Returns the place of the whole expression. */
  Mark mark() {
    return mark;
  }

  String function() {
    return function;
  }

  Expression expression(int index) {
    return expressions.get(index);
  }

  JsonValue get(int index) {
    JsonValue value = values[index];
    if (value == null) {
      value = evaluation.apply(expressions.get(index));
      values[index] = value;
    }
    return value;
  }

  List<JsonValue> all() {
    return java.util.stream.IntStream.range(0, size()).mapToObj(this::get).toList();
  }

  /** Returns the first argument that is not known; null when all are. */
  @Nullable JsonUnknown unknown() {
    for (int i = 0; i < size(); i++) {
      if (get(i) instanceof JsonUnknown unknown) {
        return unknown;
      }
    }
    return null;
  }

  String text(int index) {
    if (get(index) instanceof JsonString text) {
      return text.value();
    }
    throw expected(index, "a text");
  }

  /** Returns an argument as a text where numbers and booleans are taken for one too. */
  String scalar(int index) {
    JsonValue value = get(index);
    if (value instanceof JsonObject || value instanceof JsonArray || value instanceof JsonNull) {
      throw expected(index, "a text, a number or a boolean");
    }
    return StringFunctions.text(value);
  }

  long integer(int index) {
    JsonValue value = get(index);
    if (value instanceof JsonNumber number && number.value() instanceof Long integer) {
      return integer;
    }
    throw expected(index, "an integer");
  }

  int small(int index) {
    long value = integer(index);
    if (value != (int) value) {
      throw expected(index, "an integer of 32 bits");
    }
    return (int) value;
  }

  boolean bool(int index) {
    JsonValue value = get(index);
    if (value instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw expected(index, "true or false");
  }

  JsonArray array(int index) {
    if (get(index) instanceof JsonArray array) {
      return array;
    }
    throw expected(index, "an array");
  }

  JsonObject object(int index) {
    if (get(index) instanceof JsonObject object) {
      return object;
    }
    throw expected(index, "an object");
  }

  /** Returns an argument that has to be a lambda. */
  Lambda lambda(int index) {
    if (expressions.get(index) instanceof Expression.Call call
        && call.name().equalsIgnoreCase("lambda")) {
      return Lambda.of(call, this, evaluationIn());
    }
    throw wrong(
        "argument " + (index + 1) + " has to be a lambda, as in lambda('x', lambdaVariables('x'))");
  }

  private Lambda.Evaluation evaluationIn() {
    return (expression, inner) -> Evaluator.evaluate(expression, inner, mark);
  }

  ExpressionException expected(int index, String what) {
    return wrong(
        "argument " + (index + 1) + " has to be " + what + ", found " + get(index).described());
  }

  ExpressionException wrong(String message) {
    return new ExpressionException(function + "(): " + message);
  }
}
