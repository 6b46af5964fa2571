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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Functions for arrays, and those that texts and objects share with them (ARM reference: Array).
 */
final class ArrayFunctions {

  private ArrayFunctions() {}

  static void addTo(Functions all) {
    all.lenient(
        "array", 1, 1, args -> args.get(0) instanceof JsonArray ? args.get(0) : list(args.all()));
    all.lenient("createArray", 0, TemplateFunction.ANY, args -> list(args.all()));
    all.add("concat", 0, TemplateFunction.ANY, ArrayFunctions::concat);
    all.add("contains", 2, 2, ArrayFunctions::contains);
    all.add("empty", 1, 1, args -> bool(size(args) == 0));
    all.add("length", 1, 1, args -> JsonNumber.of(size(args)));
    all.add("first", 1, 1, args -> end(args, true));
    all.add("last", 1, 1, args -> end(args, false));
    all.add("skip", 2, 2, args -> part(args, true));
    all.add("take", 2, 2, args -> part(args, false));
    all.add("flatten", 1, 1, ArrayFunctions::flatten);
    all.add("indexOf", 2, 2, args -> indexOf(args, true));
    all.add("lastIndexOf", 2, 2, args -> indexOf(args, false));
    all.add("indexFromEnd", 2, 2, args -> fromEnd(args, false));
    all.add("tryIndexFromEnd", 2, 2, args -> fromEnd(args, true));
    all.add("intersection", 2, TemplateFunction.ANY, ArrayFunctions::intersection);
    all.add("union", 2, TemplateFunction.ANY, ArrayFunctions::union);
    all.add("range", 2, 2, ArrayFunctions::range);
  }

  static JsonArray list(List<JsonValue> values) {
    return new JsonArray(Mark.NOWHERE, values);
  }

  static JsonBoolean bool(boolean value) {
    return new JsonBoolean(Mark.NOWHERE, value);
  }

  private static JsonValue concat(Arguments args) {
    if (args.size() > 0 && args.get(0) instanceof JsonArray) {
      List<JsonValue> values = new ArrayList<>();
      for (int i = 0; i < args.size(); i++) {
        values.addAll(args.array(i).values());
      }
      return list(values);
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < args.size(); i++) {
      text.append(args.get(i) instanceof JsonNull ? "" : args.scalar(i));
    }
    return StringFunctions.string(text.toString());
  }

  private static JsonValue contains(Arguments args) {
    JsonValue in = args.get(0);
    if (in instanceof JsonString text) {
      return bool(text.value().contains(args.scalar(1)));
    } else if (in instanceof JsonObject object) {
      String name = args.scalar(1);
      // What only the platform knows all members of may have this one.
      return !object.has(name) && object.get(name) instanceof JsonUnknown unknown
          ? unknown
          : bool(object.has(name));
    } else if (in instanceof JsonArray array) {
      JsonUnknown unknown = null;
      for (JsonValue one : array) {
        if (one.equals(args.get(1))) {
          return bool(true);
        }
        unknown = one instanceof JsonUnknown other ? other : unknown;
      }
      return unknown == null ? bool(false) : unknown;
    }
    throw args.expected(0, "an array, an object or a text");
  }

  private static int size(Arguments args) {
    JsonValue of = args.get(0);
    if (of instanceof JsonString text) {
      return text.value().length();
    } else if (of instanceof JsonObject object) {
      return object.size();
    } else if (of instanceof JsonArray array) {
      return array.size();
    } else if (of instanceof JsonNull) {
      return 0;
    }
    throw args.expected(0, "an array, an object or a text");
  }

  private static JsonValue end(Arguments args, boolean first) {
    if (args.get(0) instanceof JsonArray array) {
      return array.size() == 0
          ? new JsonNull(Mark.NOWHERE)
          : array.get(first ? 0 : array.size() - 1);
    }
    String text = args.text(0);
    return StringFunctions.string(
        text.isEmpty() ? "" : first ? text.substring(0, 1) : text.substring(text.length() - 1));
  }

  private static JsonValue part(Arguments args, boolean behind) {
    int count = (int) Math.max(0, Math.min(Integer.MAX_VALUE, args.integer(1)));
    if (args.get(0) instanceof JsonArray array) {
      int at = Math.min(count, array.size());
      return list(array.values().subList(behind ? at : 0, behind ? array.size() : at));
    }
    String text = args.text(0);
    int at = Math.min(count, text.length());
    return StringFunctions.string(behind ? text.substring(at) : text.substring(0, at));
  }

  private static JsonValue flatten(Arguments args) {
    List<JsonValue> values = new ArrayList<>();
    for (JsonValue one : args.array(0)) {
      if (one instanceof JsonUnknown) {
        return one;
      } else if (!(one instanceof JsonArray inner)) {
        throw args.wrong("every element has to be an array, found " + one.described());
      } else {
        values.addAll(inner.values());
      }
    }
    return list(values);
  }

  private static JsonValue indexOf(Arguments args, boolean first) {
    if (args.get(0) instanceof JsonArray array) {
      return JsonNumber.of(
          first ? array.values().indexOf(args.get(1)) : array.values().lastIndexOf(args.get(1)));
    }
    // Texts are searched without regard to case.
    String text = args.text(0).toLowerCase(java.util.Locale.ROOT);
    String part = args.text(1).toLowerCase(java.util.Locale.ROOT);
    if (part.isEmpty()) {
      return JsonNumber.of(first ? 0 : Math.max(0, text.length() - 1));
    }
    return JsonNumber.of(first ? text.indexOf(part) : text.lastIndexOf(part));
  }

  private static JsonValue fromEnd(Arguments args, boolean tried) {
    JsonArray array = args.array(0);
    long index = args.integer(1);
    if (index >= 1 && index <= array.size()) {
      return array.get((int) (array.size() - index));
    }
    if (tried) {
      return new JsonNull(Mark.NOWHERE);
    }
    throw args.wrong(
        "there is no element " + index + " from the end; the array has " + array.size());
  }

  private static JsonValue intersection(Arguments args) {
    if (args.get(0) instanceof JsonObject first) {
      JsonObject.Builder common = JsonObject.builder(Mark.NOWHERE);
      for (JsonObject.Member member : first.members()) {
        boolean everywhere = true;
        for (int i = 1; i < args.size(); i++) {
          everywhere &= member.value().equals(args.object(i).get(member.name()));
        }
        if (everywhere) {
          common.put(member.name(), member.value());
        }
      }
      return common.build();
    }
    Set<JsonValue> common = new LinkedHashSet<>(args.array(0).values());
    for (int i = 1; i < args.size(); i++) {
      common.retainAll(new LinkedHashSet<>(args.array(i).values()));
    }
    return list(List.copyOf(common));
  }

  private static JsonValue union(Arguments args) {
    if (args.get(0) instanceof JsonObject first) {
      JsonObject all = first;
      for (int i = 1; i < args.size(); i++) {
        all = merged(all, args.object(i));
      }
      return all;
    }
    Set<JsonValue> all = new LinkedHashSet<>();
    for (int i = 0; i < args.size(); i++) {
      all.addAll(args.array(i).values());
    }
    return list(List.copyOf(all));
  }

  /** Objects are merged at every depth, arrays in them replaced. */
  private static JsonObject merged(JsonObject one, JsonObject other) {
    JsonObject.Builder all = JsonObject.builder(one.mark()).putAll(one);
    for (JsonObject.Member member : other.members()) {
      all.put(
          member.name(),
          one.get(member.name()) instanceof JsonObject mine
                  && member.value() instanceof JsonObject theirs
              ? merged(mine, theirs)
              : member.value());
    }
    return all.build();
  }

  private static JsonValue range(Arguments args) {
    long start = args.integer(0);
    long count = args.integer(1);
    if (count < 0 || count > 10_000) {
      throw args.wrong("a range has 0 to 10000 numbers, found " + count);
    }
    List<JsonValue> numbers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      numbers.add(JsonNumber.of(start + i));
    }
    return list(numbers);
  }
}
