package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.InspectedRequest.BodyError;
import dev.plumbline.waf.engine.InspectedRequest.Part;
import dev.plumbline.waf.engine.InspectedRequest.Part.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * The leaves of a JSON body as arguments. Empty objects and arrays have none. A body with more
 * leaves than arguments are read counts as no JSON.
 */
final class JsonArguments {

  /** Objects and arrays may be nested so deep. */
  private static final int DEPTH = 512;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Names may have so many characters together: each leaf repeats those of all above it. */
  private static final int LENGTH_OF_NAMES = 1 << 17;

  private final RequestParser into;

  JsonArguments(RequestParser into) {
    this.into = into;
  }

  /** An object or array that is open, and where in it the reader is. */
  private static final class Level {
    final boolean array;
    int elements;
    String member = "";

    Level(boolean array) {
      this.array = array;
    }

    String child() {
      return array ? "array_" + (elements - 1) : member;
    }
  }

  /** Adds the leaves of a body, or those before it is no JSON any more. */
  void read(byte[] body) {
    Deque<Level> open = new ArrayDeque<>();
    int names = 0;
    boolean ended = false;
    boolean valid = !isWide(body);
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
      JsonToken token;
      while (valid && (token = parser.nextToken()) != null) {
        // one value is a body, a second one is a mistake
        valid = !ended;
        Level level = open.peek();
        if (token == JsonToken.PROPERTY_NAME && level != null) {
          level.member = parser.currentName();
        } else if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
          open.pop();
          ended = open.isEmpty();
        } else if (valid) {
          if (level != null) {
            level.elements++;
          }
          if (token.isStructStart()) {
            open.push(new Level(token == JsonToken.START_ARRAY));
          } else if (into.isFull()) {
            valid = false;
          } else {
            String name = name(open);
            names += name.length();
            if (names > LENGTH_OF_NAMES) {
              into.unread.add("the rest of the JSON body, whose names are too long");
              return;
            }
            String value = token == JsonToken.VALUE_NULL ? "" : parser.getString();
            into.parts.add(new Part(Kind.ARGUMENT, bytes(name), bytes(value)));
            ended = level == null;
          }
        }
      }
    } catch (JacksonException e) {
      valid = false;
    }
    if (!valid) {
      into.unread.add("the body, which is not JSON, or not from some place on");
      into.errors.add(BodyError.INVALID_JSON);
    }
  }

  /** The outermost is last in the queue. */
  private static String name(Deque<Level> open) {
    StringBuilder name = new StringBuilder("json");
    open.descendingIterator().forEachRemaining(level -> name.append('.').append(level.child()));
    return name.toString();
  }

  /** UTF-16 and UTF-32 have bytes that JSON in UTF-8 never begins with. */
  private static boolean isWide(byte[] body) {
    for (int i = 0; i < Math.min(4, body.length); i++) {
      if (body[i] == 0 || body[i] == (byte) 0xfe || body[i] == (byte) 0xff) {
        return true;
      }
    }
    return false;
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
