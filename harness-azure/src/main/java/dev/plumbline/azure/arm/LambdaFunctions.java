package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonBoolean;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Functions that take a lambda (ARM reference: Lambda). */
final class LambdaFunctions {

  private LambdaFunctions() {}

  static void addTo(Functions all) {
    all.lenient("filter", 2, 2, LambdaFunctions::filter);
    all.lenient("map", 2, 2, LambdaFunctions::map);
    all.lenient("mapValues", 2, 2, LambdaFunctions::mapValues);
    all.lenient("reduce", 3, 3, LambdaFunctions::reduce);
    all.lenient("sort", 2, 2, LambdaFunctions::sort);
    all.lenient("groupBy", 2, 2, LambdaFunctions::groupBy);
    all.lenient("toObject", 2, 3, LambdaFunctions::toObject);
    all.lenient(
        "lambda",
        1,
        TemplateFunction.ANY,
        args -> {
          throw args.wrong("a lambda stands only as an argument of a function that takes one");
        });
    all.add("lambdaVariables", 1, 1, LambdaFunctions::variable);
  }

  private static JsonValue variable(Arguments args) {
    JsonValue value = args.scope().lambdaVariables().get(JsonObject.key(args.text(0)));
    if (value == null) {
      throw args.wrong("there is no variable \"" + args.text(0) + "\" of a lambda around it");
    }
    return value;
  }

  private static JsonValue filter(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda test = args.lambda(1);
    List<JsonValue> values = new ArrayList<>();
    JsonArray array = args.array(0);
    for (int i = 0; i < array.size(); i++) {
      JsonValue keep = test.apply(array.get(i), JsonNumber.of(i));
      if (keep instanceof JsonUnknown unknown) {
        return unknown;
      } else if (!(keep instanceof JsonBoolean kept)) {
        throw args.wrong("the lambda has to give true or false, found " + keep.described());
      } else if (kept.value()) {
        values.add(array.get(i));
      }
    }
    return ArrayFunctions.list(values);
  }

  private static JsonValue map(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda lambda = args.lambda(1);
    List<JsonValue> values = new ArrayList<>();
    JsonArray array = args.array(0);
    for (int i = 0; i < array.size(); i++) {
      values.add(lambda.apply(array.get(i), JsonNumber.of(i)));
    }
    return ArrayFunctions.list(values);
  }

  private static JsonValue mapValues(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda lambda = args.lambda(1);
    JsonObject.Builder object = JsonObject.builder(Mark.NOWHERE);
    args.object(0).members().forEach(one -> object.put(one.name(), lambda.apply(one.value())));
    return object.build();
  }

  private static JsonValue reduce(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda lambda = args.lambda(2);
    JsonValue value = args.get(1);
    JsonArray array = args.array(0);
    for (int i = 0; i < array.size(); i++) {
      value = lambda.apply(value, array.get(i), JsonNumber.of(i));
    }
    return value;
  }

  private static JsonValue sort(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda before = args.lambda(1);
    List<JsonValue> values = new ArrayList<>(args.array(0).values());
    values.sort(
        (one, other) -> {
          if (before.apply(one, other) instanceof JsonBoolean less && less.value()) {
            return -1;
          }
          return before.apply(other, one) instanceof JsonBoolean more && more.value() ? 1 : 0;
        });
    return ArrayFunctions.list(values);
  }

  private static JsonValue groupBy(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda key = args.lambda(1);
    Map<String, List<JsonValue>> groups = new LinkedHashMap<>();
    for (JsonValue one : args.array(0)) {
      JsonValue group = key.apply(one);
      if (group instanceof JsonUnknown) {
        return group;
      }
      groups.computeIfAbsent(StringFunctions.text(group), name -> new ArrayList<>()).add(one);
    }
    JsonObject.Builder object = JsonObject.builder(Mark.NOWHERE);
    groups.forEach((name, values) -> object.put(name, ArrayFunctions.list(values)));
    return object.build();
  }

  private static JsonValue toObject(Arguments args) {
    if (args.get(0) instanceof JsonUnknown unknown) {
      return unknown;
    }
    Lambda key = args.lambda(1);
    JsonObject.Builder object = JsonObject.builder(Mark.NOWHERE);
    for (JsonValue one : args.array(0)) {
      JsonValue name = key.apply(one);
      if (name instanceof JsonUnknown) {
        return name;
      }
      object.put(StringFunctions.text(name), args.size() == 3 ? args.lambda(2).apply(one) : one);
    }
    return object.build();
  }
}
