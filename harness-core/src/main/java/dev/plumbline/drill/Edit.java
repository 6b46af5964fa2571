package dev.plumbline.drill;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes of descriptions: immutable trees of public records, lists and maps. A part is meant by
 * its identity, not its value: of two equal rules one can be changed. Everything else of the tree
 * stays the very same.
 */
public final class Edit {

  private Edit() {}

  /**
   * Returns a tree in which some components of one of its records are others.
   *
   * @param root the tree
   * @param part the record
   * @param changes names of components and their new values in turn
   * @throws IllegalArgumentException when the tree does not hold the record, or it has no such
   *     component
   */
  public static <T> T change(T root, Record part, @Nullable Object... changes) {
    return replace(root, part, with(part, changes));
  }

  /**
   * Returns a record of which some components are others.
   *
   * @param changes names of components and their new values in turn
   * @throws IllegalArgumentException when it has no such component
   */
  public static <R extends Record> R with(R record, @Nullable Object... changes) {
    Map<String, @Nullable Object> left = new LinkedHashMap<>();
    for (int i = 0; i < changes.length; i += 2) {
      left.put(String.valueOf(changes[i]), changes[i + 1]);
    }
    RecordComponent[] components = record.getClass().getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String name = components[i].getName();
      values[i] = left.containsKey(name) ? left.remove(name) : value(record, components[i]);
    }
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          record.getClass().getName() + " has no component " + left.keySet());
    }
    return made(record, components, values);
  }

  /**
   * Returns a tree in which a part has another in its place.
   *
   * @throws IllegalArgumentException when the tree does not hold it
   */
  public static <T> T replace(T root, Object part, Object other) {
    return edited(root, part, List.of(other));
  }

  /**
   * Returns a tree without an element of one of its lists.
   *
   * @throws IllegalArgumentException when no list of the tree holds it
   */
  public static <T> T remove(T root, Object element) {
    return edited(root, element, List.of());
  }

  /** Returns all parts of a tree that have a type, in the order written. */
  public static <P> List<P> all(Object root, Class<P> type) {
    List<P> found = new ArrayList<>();
    collect(root, type, found, Collections.newSetFromMap(new IdentityHashMap<>()));
    return found;
  }

  private static <P> void collect(
      @Nullable Object node, Class<P> type, List<P> found, Set<Object> seen) {
    if (type.isInstance(node) && seen.add(node)) {
      found.add(type.cast(node));
    }
    if (node instanceof Record record && ours(record)) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        collect(value(record, component), type, found, seen);
      }
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, type, found, seen));
    } else if (node instanceof Map<?, ?> map) {
      map.values().forEach(element -> collect(element, type, found, seen));
    }
  }

  @SuppressWarnings("unchecked") // what is made of a T has the class of that T
  private static <T> T edited(T root, Object part, List<?> others) {
    Object changed = node(root, part, others);
    if (changed == root || changed == null) {
      throw new IllegalArgumentException(
          "the description holds no such part, or not in a list: " + part);
    }
    return (T) changed;
  }

  private static @Nullable Object node(@Nullable Object node, Object part, List<?> others) {
    if (node == part) {
      return others.isEmpty() ? node : others.get(0);
    }
    if (node instanceof Record record && ours(record)) {
      return record(record, part, others);
    }
    if (node instanceof List<?> list) {
      return list(list, part, others);
    }
    return node instanceof Map<?, ?> map ? map(map, part, others) : node;
  }

  private static Record record(Record record, Object part, List<?> others) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    boolean same = true;
    for (int i = 0; i < components.length; i++) {
      Object value = value(record, components[i]);
      values[i] = node(value, part, others);
      same &= values[i] == value;
    }
    return same ? record : made(record, components, values);
  }

  private static List<?> list(List<?> list, Object part, List<?> others) {
    List<@Nullable Object> edited = new ArrayList<>();
    boolean same = true;
    for (Object element : list) {
      if (element == part && others.isEmpty()) {
        same = false;
        continue;
      }
      Object changed = node(element, part, others);
      edited.add(changed);
      same &= changed == element;
    }
    return same ? list : edited;
  }

  private static Map<?, ?> map(Map<?, ?> map, Object part, List<?> others) {
    Map<Object, @Nullable Object> edited = new LinkedHashMap<>();
    boolean same = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object changed = node(entry.getValue(), part, others);
      edited.put(entry.getKey(), changed);
      same &= changed == entry.getValue();
    }
    return same ? map : edited;
  }

  /** What others made may not be taken apart: its components may be out of reach. */
  private static boolean ours(Record record) {
    return record.getClass().getName().startsWith("dev.plumbline.");
  }

  private static @Nullable Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(
          component + " of a " + record.getClass() + " cannot be read", e);
    }
  }

  @SuppressWarnings("unchecked") // the constructor of a class makes instances of it
  private static <R extends Record> R made(
      R record, RecordComponent[] components, @Nullable Object[] values) {
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
    }
    try {
      Constructor<?> canonical = record.getClass().getDeclaredConstructor(types);
      return (R) canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException("a " + record.getClass() + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a " + record.getClass() + " cannot be made", e);
    }
  }
}
