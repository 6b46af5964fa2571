package dev.plumbline.azure.management;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A JSON object being written, member by member; one without a value is left out. */
final class Fields {

  private final Map<String, Object> members = new LinkedHashMap<>();

  private Fields() {}

  static Fields of() {
    return new Fields();
  }

  /** Adds a member; an address as its text, an enumeration as the word that Azure has for it. */
  Fields with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, plain(value));
    }
    return this;
  }

  /** Adds an array, also an empty one. */
  <T> Fields each(String name, Collection<T> values, Function<? super T, ?> shape) {
    members.put(name, values.stream().map(shape).map(Fields::plain).toList());
    return this;
  }

  /** Adds an array; none where it is empty. */
  <T> Fields some(String name, Collection<T> values, Function<? super T, ?> shape) {
    return values.isEmpty() ? this : each(name, values, shape);
  }

  Map<String, Object> map() {
    return members;
  }

  private static Object plain(Object value) {
    if (value instanceof InetAddress address) {
      return address.getHostAddress();
    } else if (value instanceof Enum<?> word) {
      return word(word);
    } else if (value instanceof Fields fields) {
      return fields.map();
    }
    return value;
  }

  /** Returns {@code {"id": id}}; null for null. */
  static @Nullable Map<String, Object> id(@Nullable String id) {
    return id == null ? null : Map.of("id", id);
  }

  static List<Map<String, Object>> ids(Collection<String> ids) {
    return ids.stream().map(id -> Map.<String, Object>of("id", id)).toList();
  }

  /** Returns an enumeration's name as Azure writes words: {@code VirtualAppliance}. */
  static String word(Enum<?> value) {
    StringBuilder word = new StringBuilder();
    for (String part : value.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }
}
