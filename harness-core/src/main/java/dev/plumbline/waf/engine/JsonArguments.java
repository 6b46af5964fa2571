package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The leaves of a JSON body as arguments. Empty objects and arrays have none. */
final class JsonArguments {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonArguments() {}

  /** An object or array that is open: its name, and the number of the next element. */
  private static final class Level {
    final String name;
    final boolean array;
    int next;
    String member = "";

    Level(String name, boolean array) {
      this.name = name;
      this.array = array;
    }

    String child() {
      return name + "." + (array ? "array_" + next++ : member);
    }
  }

  /** Adds the leaves of a body; false, and nothing is added, when it is not JSON. */
  static boolean read(byte[] body, List<Part> parts) {
    List<Part> leaves = new ArrayList<>();
    Deque<Level> open = new ArrayDeque<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        Level level = open.peek();
        if (token == JsonToken.PROPERTY_NAME && level != null) {
          level.member = parser.currentName();
        } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
          open.pop();
        } else {
          String name = level == null ? "json" : level.child();
          if (token.isStructStart()) {
            open.push(new Level(name, token == JsonToken.START_ARRAY));
          } else {
            String value = token == JsonToken.VALUE_NULL ? "" : parser.getString();
            leaves.add(new Part(Kind.ARGUMENT, bytes(name), bytes(value)));
          }
        }
      }
    } catch (JacksonException e) {
      return false;
    }
    parts.addAll(leaves);
    return true;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
