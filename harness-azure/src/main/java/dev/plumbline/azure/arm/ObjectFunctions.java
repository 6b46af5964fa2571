package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonNull;
import dev.plumbline.azure.json.JsonNumber;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.DescriptorException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Functions for objects (ARM reference: Object). */
final class ObjectFunctions {

  private ObjectFunctions() {}

  static void addTo(Functions all) {
    all.lenient("createObject", 0, TemplateFunction.ANY, ObjectFunctions::createObject);
    all.lenient("null", 0, 0, args -> new JsonNull(Mark.NOWHERE));
    all.add("items", 1, 1, ObjectFunctions::items);
    all.add("json", 1, 1, ObjectFunctions::json);
    all.add("objectKeys", 1, 1, ObjectFunctions::objectKeys);
    all.add("shallowMerge", 1, 1, ObjectFunctions::shallowMerge);
    all.add("tryGet", 2, TemplateFunction.ANY, ObjectFunctions::tryGet);
  }

  private static JsonValue createObject(Arguments args) {
    if (args.size() % 2 != 0) {
      throw args.wrong("keys and values come in pairs, found " + args.size() + " arguments");
    }
    JsonObject.Builder object = JsonObject.builder(Mark.NOWHERE);
    for (int i = 0; i < args.size(); i += 2) {
      if (args.get(i) instanceof JsonUnknown unknown) {
        return unknown;
      }
      object.put(args.text(i), args.get(i + 1));
    }
    return object.build();
  }

  private static JsonValue items(Arguments args) {
    List<JsonObject.Member> members = new ArrayList<>(args.object(0).members());
    members.sort(Comparator.comparing(JsonObject.Member::name, String.CASE_INSENSITIVE_ORDER));
    List<JsonValue> items = new ArrayList<>();
    for (JsonObject.Member member : members) {
      items.add(
          JsonObject.builder(member.value().mark())
              .put("key", StringFunctions.string(member.name()))
              .put("value", member.value())
              .build());
    }
    return ArrayFunctions.list(items);
  }

  private static JsonValue objectKeys(Arguments args) {
    return ArrayFunctions.list(
        args.object(0).names().stream().<JsonValue>map(StringFunctions::string).toList());
  }

  private static JsonValue json(Arguments args) {
    if (!(args.get(0) instanceof JsonString)) {
      return args.get(0);
    }
    return json(args.text(0), args);
  }

  static JsonValue json(String text, Arguments args) {
    try {
      return JsonReader.read(text, args.mark());
    } catch (DescriptorException e) {
      throw args.wrong("the text is no JSON: " + e.problems().get(0).message());
    }
  }

  private static JsonValue shallowMerge(Arguments args) {
    JsonObject.Builder all = JsonObject.builder(Mark.NOWHERE);
    for (JsonValue one : args.array(0)) {
      if (one instanceof JsonUnknown) {
        return one;
      } else if (!(one instanceof JsonObject object)) {
        throw args.wrong("every element has to be an object, found " + one.described());
      } else {
        all.putAll(object);
      }
    }
    return all.build();
  }

  private static JsonValue tryGet(Arguments args) {
    JsonValue value = args.get(0);
    for (int i = 1; i < args.size(); i++) {
      JsonValue key = args.get(i);
      boolean fits =
          value instanceof JsonObject && key instanceof JsonString
              || value instanceof JsonArray && key instanceof JsonNumber
              || value instanceof JsonUnknown;
      if (!fits) {
        return new JsonNull(Mark.NOWHERE);
      }
      value = value instanceof JsonUnknown ? value : Evaluator.access(value, key, true);
    }
    return value;
  }
}
