package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.Locale;

/** Functions of true and false (ARM reference: Logical). */
final class LogicalFunctions {

  private LogicalFunctions() {}

  static void addTo(Functions all) {
    all.lenient("and", 2, TemplateFunction.ANY, args -> until(args, false));
    all.lenient("or", 2, TemplateFunction.ANY, args -> until(args, true));
    all.add("not", 1, 1, args -> ArrayFunctions.bool(!args.bool(0)));
    all.add("xor", 2, 2, args -> ArrayFunctions.bool(args.bool(0) ^ args.bool(1)));
    all.add("true", 0, 0, args -> ArrayFunctions.bool(true));
    all.add("false", 0, 0, args -> ArrayFunctions.bool(false));
    all.add("bool", 1, 1, LogicalFunctions::bool);
    // Only the branch that is taken is evaluated: the other may ask for what does not exist.
    all.lenient(
        "if",
        3,
        3,
        args ->
            args.get(0) instanceof JsonUnknown unknown ? unknown : args.get(args.bool(0) ? 1 : 2));
  }

  private static JsonValue until(Arguments args, boolean decides) {
    JsonUnknown unknown = null;
    for (int i = 0; i < args.size(); i++) {
      if (args.get(i) instanceof JsonUnknown one) {
        unknown = one;
      } else if (args.bool(i) == decides) {
        return ArrayFunctions.bool(decides);
      }
    }
    return unknown == null ? ArrayFunctions.bool(!decides) : unknown;
  }

  private static JsonValue bool(Arguments args) {
    if (args.get(0) instanceof JsonNumber number) {
      return ArrayFunctions.bool(number.decimal().signum() != 0);
    } else if (args.get(0) instanceof JsonBoolean) {
      return args.get(0);
    }
    return switch (args.text(0).toLowerCase(Locale.ROOT)) {
      case "true", "1" -> ArrayFunctions.bool(true);
      case "false", "0" -> ArrayFunctions.bool(false);
      default -> throw args.expected(0, "\"true\", \"false\", 1 or 0");
    };
  }
}
