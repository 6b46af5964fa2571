package dev.plumbline.descriptor;

import java.util.List;

/** A value of a YAML document as it is written, and where. */
public sealed interface YamlValue {

  /** Returns the line that it begins in, from 1. */
  int line();

  /** Returns the column that it begins in, from 1. */
  int column();

  /** Returns what it is, in words, for messages. */
  String found();

  /**
   * A text, number, boolean or nothing.
   *
   * @param text as written, without its quotes and escapes
   * @param plain whether it has no quotes, so that it may be a number, a boolean or nothing
   * @param line the line, from 1
   * @param column the column, from 1
   */
  record Text(String text, boolean plain, int line, int column) implements YamlValue {

    private static final int SHOWN = 60;

    /** Returns whether it stands for no value. */
    public boolean empty() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }

    @Override
    public String found() {
      return empty()
          ? "nothing"
          : "the text \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "\"";
    }
  }

  /**
   * A list.
   *
   * @param items its values, in order
   * @param line the line, from 1
   * @param column the column, from 1
   */
  record Items(List<YamlValue> items, int line, int column) implements YamlValue {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String found() {
      return "a list";
    }
  }

  /**
   * A mapping of keys to values.
   *
   * @param fields its keys, in the order written; no two are the same
   * @param line the line, from 1
   * @param column the column, from 1
   */
  record Fields(List<Field> fields, int line, int column) implements YamlValue {
    /** Copies the list. */
    public Fields {
      fields = List.copyOf(fields);
    }

    @Override
    public String found() {
      return "a mapping";
    }
  }

  /**
   * A key and its value.
   *
   * @param key the key
   * @param value its value
   */
  record Field(Text key, YamlValue value) {}
}
