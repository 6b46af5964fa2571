package dev.plumbline.azure.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of values. */
public record JsonArray(Mark mark, List<JsonValue> values)
    implements JsonValue, Iterable<JsonValue> {

  /** Copies the list. */
  public JsonArray {
    values = List.copyOf(values);
  }

  /** Returns how many values there are. */
  public int size() {
    return values.size();
  }

  /** Returns the value at a place, counted from 0. */
  public JsonValue get(int index) {
    return values.get(index);
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return values.iterator();
  }

  @Override
  public JsonArray at(Mark other) {
    return new JsonArray(other, values);
  }

  @Override
  public JsonArray placed(Mark place) {
    if (mark != Mark.NOWHERE) {
      return this;
    }
    List<JsonValue> all = new ArrayList<>(values.size());
    for (JsonValue value : values) {
      all.add(value.placed(place.missing(all.size())));
    }
    return new JsonArray(place, all);
  }

  @Override
  public String described() {
    return values.isEmpty() ? "an empty array" : "an array";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray array && array.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
