package dev.plumbline.descriptor;

import dev.plumbline.descriptor.YamlValue.Field;
import dev.plumbline.descriptor.YamlValue.Fields;
import dev.plumbline.descriptor.YamlValue.Items;
import dev.plumbline.descriptor.YamlValue.Text;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a mapping whose format is somebody else's, or too free for a record: every key has to
 * be known, every value of the right kind. What is wrong is noted with its line, and reading goes
 * on; a value that is wrong counts as absent.
 */
public final class YamlFields {

  private final YamlValue place;
  private final String path;
  private final Problems problems;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();

  private YamlFields(YamlValue place, String path, Problems problems) {
    this.place = place;
    this.path = path;
    this.problems = problems;
  }

  /**
   * Reads a mapping.
   *
   * @param value the value, of which something else than a mapping is a problem
   * @param path where it stands in the document, for messages; empty for the whole
   * @param problems takes what is wrong
   * @param known the keys that there are; another one is a problem that names the nearest
   */
  public static YamlFields of(YamlValue value, String path, Problems problems, List<String> known) {
    YamlFields fields = new YamlFields(value, path, problems);
    if (!(value instanceof Fields mapping)) {
      fields.problem(value, path, "found " + value.found() + ", not a mapping of keys to values");
      return fields;
    }
    for (Field field : mapping.fields()) {
      String key = field.key().text();
      if (known.contains(key)) {
        fields.values.put(key, field.value());
      } else {
        fields.problem(
            field.key(),
            fields.below(key),
            "there is no key \"" + key + "\" here" + NearestName.hint(key, known));
      }
    }
    return fields;
  }

  /** Returns problems of a file, for {@link #of}. */
  public static Problems problems(String file, String kind) {
    return new Problems(file + " is not a valid " + kind, file, Map.of(), Map.of());
  }

  /** Returns the line that the mapping begins in, from 1. */
  public int line() {
    return place.line();
  }

  /** Returns where the mapping stands in the document. */
  public String path() {
    return path;
  }

  /** Returns where a key of it stands in the document. */
  public String below(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Returns whether a key is written, even without a value. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Returns the value of a key as it is written; null when the key is absent. */
  public @Nullable YamlValue value(String key) {
    return values.get(key);
  }

  /** Notes something wrong with the value of a key; with the mapping, when the key is absent. */
  public void problem(String key, String message) {
    YamlValue value = values.get(key);
    problem(value == null ? place : value, below(key), message);
  }

  /** Notes that a key is needed, unless it is written. */
  public void require(String key, String what) {
    if (!has(key)) {
      problem(place, path, "the key \"" + key + "\" is missing: " + what);
    }
  }

  /** Returns a text, number or boolean as it is written; null when the key is absent. */
  public @Nullable String text(String key) {
    YamlValue value = values.get(key);
    if (value == null) {
      return null;
    }
    if (!(value instanceof Text text)) {
      problem(key, "found " + value.found() + ", not a text");
      return null;
    }
    if (text.empty()) {
      problem(key, "the key has no value; write a text, or '' for an empty one");
      return null;
    }
    return text.text();
  }

  /** Returns a text that is not empty; null when the key is absent. */
  public @Nullable String filledText(String key) {
    String text = text(key);
    if (text != null && text.isBlank()) {
      problem(key, "the text is empty; write one, or leave the key out");
      return null;
    }
    return text;
  }

  /** Returns {@code true} or {@code false}; null when the key is absent. */
  public @Nullable Boolean bool(String key) {
    YamlValue value = values.get(key);
    if (value == null) {
      return null;
    }
    if (value instanceof Text text && text.plain()) {
      switch (text.text()) {
        case "true", "True", "TRUE":
          return true;
        case "false", "False", "FALSE":
          return false;
        default:
          break;
      }
    }
    problem(key, "found " + value.found() + ", not true or false");
    return null;
  }

  /** Returns a whole number within bounds; null when the key is absent. */
  public @Nullable Integer integer(String key, int least, int most) {
    YamlValue value = values.get(key);
    return value == null ? null : number(value, below(key), least, most);
  }

  /** Returns whole numbers within bounds; empty when the key is absent. */
  public List<Integer> integers(String key, int least, int most) {
    List<Integer> numbers = new ArrayList<>();
    List<YamlValue> items = items(key);
    for (int i = 0; i < items.size(); i++) {
      Integer number = number(items.get(i), below(key) + "[" + i + "]", least, most);
      if (number != null) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Returns the values of a list, which has one at least; empty when the key is absent. */
  public List<YamlValue> items(String key) {
    YamlValue value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Items list)) {
      problem(key, "found " + value.found() + ", not a list");
      return List.of();
    }
    if (list.items().isEmpty()) {
      problem(key, "the list is empty; write its values, or leave the key out");
    }
    return list.items();
  }

  /** Returns the texts of a list; empty when the key is absent. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (YamlValue item : items(key)) {
      if (item instanceof Text text) {
        texts.add(text.text());
      } else {
        problem(item, below(key), "found " + item.found() + ", not a text");
      }
    }
    return texts;
  }

  /** Returns the bytes of a text in Base64 (RFC 4648, section 4); null when the key is absent. */
  public byte @Nullable [] base64(String key) {
    String text = text(key);
    if (text == null) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text.replaceAll("[ \\r\\n]", ""));
    } catch (IllegalArgumentException e) {
      problem(key, "this is not Base64: " + e.getMessage());
      return null;
    }
  }

  /** Notes something wrong with a value. */
  public void problem(YamlValue value, String where, String message) {
    problems.addAt(where, new Problems.Place(where, value.line(), value.column()), message);
  }

  private @Nullable Integer number(YamlValue value, String where, int least, int most) {
    if (value instanceof Text text && text.plain() && text.text().matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text.text());
      if (number >= least && number <= most) {
        return number;
      }
      problem(value, where, number + " is not from " + least + " to " + most);
      return null;
    }
    problem(value, where, "found " + value.found() + ", not a whole number");
    return null;
  }
}
