package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions for numbers (ARM reference: Numeric). */
final class NumericFunctions {

  private NumericFunctions() {}

  static void addTo(Functions all) {
    all.add("add", 2, 2, args -> whole(args, Math::addExact));
    all.add("sub", 2, 2, args -> whole(args, Math::subtractExact));
    all.add("mul", 2, 2, args -> whole(args, Math::multiplyExact));
    all.add("div", 2, 2, args -> whole(args, (a, b) -> a / b));
    all.add("mod", 2, 2, args -> whole(args, (a, b) -> a % b));
    all.add("min", 1, TemplateFunction.ANY, args -> extreme(args, -1));
    all.add("max", 1, TemplateFunction.ANY, args -> extreme(args, 1));
    all.add("int", 1, 1, NumericFunctions::integer);
    all.add("float", 1, 1, NumericFunctions::real);
    all.add("copyIndex", 0, 2, NumericFunctions::copyIndex);
  }

  private static JsonValue whole(Arguments args, LongBinaryOperator operator) {
    try {
      return JsonNumber.of(operator.applyAsLong(args.integer(0), args.integer(1)));
    } catch (ArithmeticException e) {
      throw args.wrong(
          args.integer(1) == 0 ? "division by zero" : "the result does not fit into 64 bits");
    }
  }

  private static JsonValue extreme(Arguments args, int sign) {
    List<JsonValue> values =
        args.size() == 1 && args.get(0) instanceof JsonArray array ? array.values() : args.all();
    JsonNumber best = null;
    for (JsonValue value : values) {
      if (value instanceof JsonUnknown) {
        return value;
      } else if (!(value instanceof JsonNumber number)) {
        throw args.wrong("numbers are expected, found " + value.described());
      } else if (best == null || number.decimal().compareTo(best.decimal()) * sign > 0) {
        best = number;
      }
    }
    if (best == null) {
      throw args.wrong("an empty array has neither a least nor a greatest number");
    }
    return best;
  }

  private static JsonValue integer(Arguments args) {
    if (args.get(0) instanceof JsonNumber number) {
      return JsonNumber.of(number.decimal().longValue());
    }
    try {
      return JsonNumber.of(Long.parseLong(args.text(0).strip()));
    } catch (NumberFormatException e) {
      throw args.expected(0, "an integer, or a text of digits");
    }
  }

  private static JsonValue real(Arguments args) {
    if (args.get(0) instanceof JsonNumber) {
      return args.get(0);
    }
    try {
      return JsonNumber.of(new BigDecimal(args.text(0).strip()));
    } catch (NumberFormatException e) {
      throw args.expected(0, "a number, or a text that is one");
    }
  }

  private static JsonValue copyIndex(Arguments args) {
    @Nullable String loop = null;
    long offset = 0;
    for (int i = 0; i < args.size(); i++) {
      if (i == 0 && args.get(0) instanceof JsonString name) {
        loop = name.value();
      } else {
        offset = args.integer(i);
      }
    }
    return JsonNumber.of(args.scope().copyIndex(loop) + offset);
  }
}
