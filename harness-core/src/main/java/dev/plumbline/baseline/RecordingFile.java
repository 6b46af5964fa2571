package dev.plumbline.baseline;

import dev.plumbline.environment.Ground;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * A recording as JSON that people review: one fact a line, keys sorted, nothing in it that changes
 * by itself. {@code baseline.schema.json} describes it.
 */
final class RecordingFile {

  private static final String FORMAT = "plumbline-baseline";
  private static final int VERSION = 1;

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final String file;
  private final JsonParser parser;

  private RecordingFile(String file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static String text(Recording recording) {
    StringBuilder out = new StringBuilder("{\n");
    out.append("  \"format\": ").append(quoted(FORMAT)).append(",\n");
    out.append("  \"version\": ").append(VERSION).append(",\n");
    out.append("  \"environment\": ").append(quoted(recording.environment())).append(",\n");
    out.append("  \"ground\": ").append(quoted(word(recording.ground()))).append(",\n");
    out.append("  \"rules\": [");
    for (Iterator<String> rules = recording.rules().iterator(); rules.hasNext(); ) {
      out.append("\n    ").append(quoted(rules.next())).append(rules.hasNext() ? "," : "\n  ");
    }
    out.append("],\n  \"facts\": {");
    String vantage = null;
    String subject = null;
    for (Map.Entry<FactKey, String> fact : recording.facts().entrySet()) {
      FactKey key = fact.getKey();
      if (!key.vantage().equals(vantage)) {
        out.append(vantage == null ? "\n" : "\n      }\n    },\n");
        out.append("    ").append(quoted(key.vantage())).append(": {\n");
        out.append("      ").append(quoted(key.subject())).append(": {\n");
      } else if (!key.subject().equals(subject)) {
        out.append("\n      },\n      ").append(quoted(key.subject())).append(": {\n");
      } else {
        out.append(",\n");
      }
      out.append("        ")
          .append(quoted(key.what()))
          .append(": ")
          .append(quoted(fact.getValue()));
      vantage = key.vantage();
      subject = key.subject();
    }
    return out.append(vantage == null ? "" : "\n      }\n    }\n  ").append("}\n}\n").toString();
  }

  private static String quoted(String text) {
    return "\"" + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
  }

  private static String word(Ground ground) {
    return ground.name().toLowerCase(Locale.ROOT);
  }

  static void write(Recording recording, Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(file, text(recording), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new BaselineException("baseline " + file + " cannot be written: " + e, e);
    }
  }

  static Recording read(Path file) {
    try {
      return read(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new BaselineException("baseline " + file + " cannot be read: " + e, e);
    }
  }

  /**
   * Reads a recording.
   *
   * @param file what messages call it
   */
  static Recording read(String file, String text) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      return new RecordingFile(file, parser).read();
    } catch (JacksonException e) {
      throw new BaselineException(
          file
              + ":"
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + " this is no JSON, or has a key twice: "
              + e.getOriginalMessage()
              + REMEDY,
          e);
    }
  }

  private static final String REMEDY =
      "\nMend the line, merge conflicts for instance, or delete the file and record it anew with -Dplumbline.baseline=update";

  private BaselineException wrong(String what) {
    return new BaselineException(
        file + ":" + parser.currentTokenLocation().getLineNr() + " " + what + REMEDY);
  }

  private Recording read() {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("this is not a baseline of Plumbline, which is a JSON object");
    }
    if (!"format".equals(nextKey()) || !FORMAT.equals(text("format"))) {
      throw wrong(
          "this is not a baseline of Plumbline: it does not begin with \"format\": \""
              + FORMAT
              + "\"");
    }
    if (!"version".equals(nextKey())
        || parser.nextToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getIntValue() != VERSION) {
      throw wrong(
          "\"version\" is not "
              + VERSION
              + ", the only one that this Plumbline knows: use the one that wrote it, or record it anew");
    }
    String environment = "";
    Ground ground = null;
    List<String> rules = List.of();
    Map<FactKey, String> facts = null;
    Set<String> missing = new LinkedHashSet<>(List.of("environment", "ground", "rules", "facts"));
    for (String key = nextKey(); key != null; key = nextKey()) {
      missing.remove(key);
      switch (key) {
        case "environment" -> environment = text(key);
        case "ground" -> ground = ground();
        case "rules" -> rules = rules();
        case "facts" -> facts = facts();
        default ->
            throw wrong(
                "unknown key \""
                    + key
                    + "\"; allowed: format, version, environment, ground, rules, facts");
      }
    }
    if (ground == null || facts == null || !missing.isEmpty()) {
      throw wrong("missing: " + String.join(", ", missing));
    }
    if (parser.nextToken() != null) {
      throw wrong("something follows after the end of the baseline");
    }
    return new Recording(environment, ground, rules, facts, Map.of(), List.of(), List.of());
  }

  /** Returns the next key of the object that is read; null at its end. */
  private @Nullable String nextKey() {
    return parser.nextToken() == JsonToken.PROPERTY_NAME ? parser.currentName() : null;
  }

  private String text(String what) {
    if (parser.nextToken() != JsonToken.VALUE_STRING) {
      throw wrong("\"" + what + "\" is not a text");
    }
    return parser.getString();
  }

  private Ground ground() {
    String word = text("ground");
    for (Ground ground : Ground.values()) {
      if (word(ground).equals(word)) {
        return ground;
      }
    }
    throw wrong("\"ground\" is \"" + word + "\"; allowed: simulated, containers, live");
  }

  private List<String> rules() {
    if (parser.nextToken() != JsonToken.START_ARRAY) {
      throw wrong("\"rules\" is not a list");
    }
    List<String> rules = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw wrong("\"rules\" has something that is not a text");
      }
      rules.add(parser.getString());
    }
    return rules;
  }

  private Map<FactKey, String> facts() {
    Map<FactKey, String> facts = new TreeMap<>();
    object("facts");
    for (String vantage = nextKey(); vantage != null; vantage = nextKey()) {
      object(vantage);
      for (String subject = nextKey(); subject != null; subject = nextKey()) {
        object(subject);
        for (String what = nextKey(); what != null; what = nextKey()) {
          facts.put(new FactKey(vantage, subject, what), text(what));
        }
      }
    }
    return facts;
  }

  private void object(String what) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw wrong("\"" + what + "\" is not an object");
    }
  }
}
