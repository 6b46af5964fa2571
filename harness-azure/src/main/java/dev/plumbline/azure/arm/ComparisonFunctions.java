package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Functions that compare (ARM reference: Comparison). */
final class ComparisonFunctions {

  /** Decides by how the first compares to the second. */
  @FunctionalInterface
  private interface Sign {
    boolean of(int comparison);
  }

  private ComparisonFunctions() {}

  static void addTo(Functions all) {
    all.lenient("coalesce", 1, TemplateFunction.ANY, ComparisonFunctions::coalesce);
    all.add("equals", 2, 2, ComparisonFunctions::equal);
    all.add("less", 2, 2, args -> compare(args, sign -> sign < 0));
    all.add("lessOrEquals", 2, 2, args -> compare(args, sign -> sign <= 0));
    all.add("greater", 2, 2, args -> compare(args, sign -> sign > 0));
    all.add("greaterOrEquals", 2, 2, args -> compare(args, sign -> sign >= 0));
  }

  private static JsonValue coalesce(Arguments args) {
    for (int i = 0; i < args.size() - 1; i++) {
      if (!(args.get(i) instanceof JsonNull)) {
        return args.get(i);
      }
    }
    return args.get(args.size() - 1);
  }

  private static JsonValue equal(Arguments args) {
    boolean equal = args.get(0).equals(args.get(1));
    JsonUnknown unknown = unknownIn(args.get(0));
    if (unknown == null) {
      unknown = unknownIn(args.get(1));
    }
    return unknown == null ? ArrayFunctions.bool(equal) : unknown;
  }

  /** Returns a value that is not known, somewhere in this one; null when all are. */
  static @Nullable JsonUnknown unknownIn(JsonValue value) {
    if (value instanceof JsonUnknown unknown) {
      return unknown;
    } else if (value instanceof JsonObject object) {
      for (JsonObject.Member member : object.members()) {
        JsonUnknown unknown = unknownIn(member.value());
        if (unknown != null) {
          return unknown;
        }
      }
    } else if (value instanceof JsonArray array) {
      for (JsonValue one : array) {
        JsonUnknown unknown = unknownIn(one);
        if (unknown != null) {
          return unknown;
        }
      }
    }
    return null;
  }

  private static JsonValue compare(Arguments args, Sign sign) {
    if (args.get(0) instanceof JsonNumber one && args.get(1) instanceof JsonNumber other) {
      return ArrayFunctions.bool(sign.of(one.decimal().compareTo(other.decimal())));
    } else if (args.get(0) instanceof JsonString && args.get(1) instanceof JsonString) {
      return ArrayFunctions.bool(sign.of(args.text(0).compareTo(args.text(1))));
    }
    throw args.wrong(
        "two numbers or two texts are compared, found "
            + args.get(0).described()
            + " and "
            + args.get(1).described());
  }
}
