package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.NearestName;
import java.util.ArrayList;
import java.util.List;

/** Evaluates expressions, and the expressions in JSON. */
final class Evaluator {

  /** How often a copy loop may run (ARM templates: limits for copy). */
  static final int LOOP_LIMIT = 800;

  private final ExpressionCache expressions;

  Evaluator(ExpressionCache expressions) {
    this.expressions = expressions;
  }

  /**
   * Returns JSON with every expression in it evaluated, names of members too, and property loops
   * unrolled.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when an expression cannot be evaluated,
   *     with its place
   */
  JsonValue evaluate(JsonValue value, Scope scope) {
    if (value instanceof JsonString text) {
      return string(text, scope);
    } else if (value instanceof JsonObject object) {
      return object(object, scope);
    } else if (value instanceof JsonArray array) {
      List<JsonValue> values = new ArrayList<>(array.size());
      boolean changed = false;
      for (JsonValue one : array) {
        JsonValue evaluated = evaluate(one, scope);
        changed |= evaluated != one;
        values.add(evaluated);
      }
      return changed ? new JsonArray(array.mark(), values) : array;
    }
    return value;
  }

  private JsonValue string(JsonString text, Scope scope) {
    String value = text.value();
    if (!value.startsWith("[")) {
      return text;
    }
    if (!Expression.isExpression(value)) {
      String literal = Expression.unescaped(value);
      return literal.equals(value) ? text : new JsonString(text.mark(), literal);
    }
    try {
      return evaluate(expressions.parse(value), scope, text.mark())
          .placed(text.mark())
          .at(text.mark());
    } catch (ExpressionException e) {
      throw text.mark().refuse(message(value, e));
    } catch (StackOverflowError e) {
      throw text.mark().refuse(shown(value) + " goes in circles, or too deep");
    }
  }

  static String message(String expression, ExpressionException e) {
    return shown(expression) + ": " + e.getMessage();
  }

  private static String shown(String expression) {
    return "the expression "
        + (expression.length() > 200 ? expression.substring(0, 200) + "…" : expression);
  }

  private JsonObject object(JsonObject object, Scope scope) {
    JsonObject.Builder builder = JsonObject.builder(object.mark());
    boolean changed = false;
    for (JsonObject.Member member : object.members()) {
      if (member.name().equalsIgnoreCase("copy") && isPropertyLoop(member.value())) {
        for (JsonValue loop : (JsonArray) member.value()) {
          propertyLoop((JsonObject) loop, scope, builder);
        }
        changed = true;
        continue;
      }
      String name = member.name();
      if (name.startsWith("[")) {
        Mark mark = member.value().mark();
        JsonValue evaluated = string(new JsonString(mark, name), scope);
        name =
            evaluated instanceof JsonUnknown unknown
                ? "<" + unknown.reason() + ">"
                : StringFunctions.text(evaluated);
      }
      JsonValue value = evaluate(member.value(), scope);
      changed |= value != member.value() || !name.equals(member.name());
      builder.put(name, value);
    }
    return changed ? builder.build() : object;
  }

  private static boolean isPropertyLoop(JsonValue value) {
    if (!(value instanceof JsonArray array) || array.size() == 0) {
      return false;
    }
    for (JsonValue one : array) {
      if (!(one instanceof JsonObject loop)
          || !loop.has("name")
          || !loop.has("count")
          || !loop.has("input")) {
        return false;
      }
    }
    return true;
  }

  private void propertyLoop(JsonObject loop, Scope scope, JsonObject.Builder builder) {
    JsonValue name = evaluate(member(loop, "name"), scope);
    if (!(name instanceof JsonString text)) {
      throw name.mark()
          .refuse("the name of a copy loop has to be a text, found " + name.described());
    }
    JsonValue count = evaluate(member(loop, "count"), scope);
    if (count instanceof JsonUnknown unknown) {
      builder.put(text.value(), unknown.at(loop.mark()));
      return;
    }
    JsonValue input = member(loop, "input");
    List<JsonValue> values = new ArrayList<>();
    long times = count(count);
    for (long i = 0; i < times; i++) {
      values.add(evaluate(input, scope.in(text.value(), i, true)));
    }
    builder.put(text.value(), new JsonArray(input.mark(), values));
  }

  /** Returns how often a loop runs. */
  static long count(JsonValue count) {
    long times =
        count instanceof JsonNumber number && number.value() instanceof Long integer
            ? integer
            : count instanceof JsonString text && text.value().matches("\\d{1,9}")
                ? Long.parseLong(text.value())
                : -1;
    if (times < 0 || times > LOOP_LIMIT) {
      throw count
          .mark()
          .refuse(
              "the count of a copy loop has to be an integer from 0 to "
                  + LOOP_LIMIT
                  + ", found "
                  + count.described());
    }
    return times;
  }

  static JsonValue member(JsonObject object, String name) {
    JsonValue value = object.get(name);
    if (value == null) {
      throw object
          .mark()
          .refuse(
              "\""
                  + name
                  + "\" is missing"
                  + NearestName.to(name, object.names())
                      .map(near -> "; is \"" + near + "\" meant for it?")
                      .orElse(""));
    }
    return value;
  }

  /**
   * Returns the value of an expression.
   *
   * @param mark where the expression stands
   * @throws ExpressionException when it cannot be evaluated
   */
  static JsonValue evaluate(Expression expression, Scope scope, Mark mark) {
    if (expression instanceof Expression.Literal literal) {
      return literal.value();
    } else if (expression instanceof Expression.Call call) {
      if (call.name().indexOf('.') >= 0) {
        List<JsonValue> arguments = new ArrayList<>();
        for (Expression argument : call.arguments()) {
          arguments.add(evaluate(argument, scope, mark));
        }
        return scope.around().call(call.name(), arguments);
      }
      TemplateFunction function = Functions.find(call);
      return function.call(
          new Arguments(
              function.name(),
              call.arguments(),
              scope,
              mark,
              argument -> evaluate(argument, scope, mark)));
    }
    Expression.Access access = (Expression.Access) expression;
    JsonValue target = evaluate(access.target(), scope, mark);
    if (target instanceof JsonUnknown unknown) {
      return unknown;
    }
    return access(target, evaluate(access.key(), scope, mark), access.safe());
  }

  /** Returns a member or an element of a value. */
  static JsonValue access(JsonValue target, JsonValue key, boolean safe) {
    if (key instanceof JsonUnknown unknown) {
      return unknown;
    }
    if (target instanceof JsonObject object && key instanceof JsonString name) {
      JsonValue value = object.get(name.value());
      if (value != null) {
        return value;
      }
      if (safe) {
        return new JsonNull(Mark.NOWHERE);
      }
      throw new ExpressionException(
          "there is no property \""
              + name.value()
              + "\""
              + NearestName.hint(name.value(), object.names()));
    }
    if (target instanceof JsonArray array
        && key instanceof JsonNumber number
        && number.value() instanceof Long index) {
      if (index >= 0 && index < array.size()) {
        return array.get((int) (long) index);
      }
      if (Placeholder.isSplit(array)) {
        // Each part of the identifier that it stands for is taken to be the placeholder.
        return array.get(0);
      }
      if (safe) {
        return new JsonNull(Mark.NOWHERE);
      }
      throw new ExpressionException(
          "there is no element "
              + index
              + "; the array has "
              + (array.size() == 0 ? "none" : "the elements 0 to " + (array.size() - 1)));
    }
    if (safe && target instanceof JsonNull) {
      return target;
    }
    throw new ExpressionException(
        key instanceof JsonString name
            ? "the property \""
                + name.value()
                + "\" is asked of "
                + target.described()
                + ", which is no object"
            : "the element "
                + StringFunctions.text(key)
                + " is asked of "
                + target.described()
                + ", which is no array");
  }
}
