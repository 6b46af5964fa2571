package dev.plumbline.descriptor;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record type as a mapping of keys to components, in the order of the components. */
record Shape(Class<?> type, Map<String, Component> components, Constructor<?> constructor) {

  /**
   * One component.
   *
   * @param key the key it is written with
   * @param type its generic type
   * @param nullable whether it is null when absent
   * @param standard the value when absent, as it would be written; null for none
   * @param doc a sentence about it; null for none
   * @param secret whether a text from an environment variable is a secret here
   */
  record Component(
      String key,
      Type type,
      boolean nullable,
      @Nullable String standard,
      @Nullable String doc,
      boolean secret) {

    /** Returns whether the key must be there. */
    boolean required() {
      return !nullable && standard == null && !Types.isList(type) && !Types.isMap(type);
    }
  }

  static Shape of(Class<?> type, Keys keys) {
    Map<String, Component> components = new LinkedHashMap<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Default standard = component.getAnnotation(Default.class);
      Doc doc = component.getAnnotation(Doc.class);
      String key = keys.of(component.getName());
      components.put(
          key,
          new Component(
              key,
              component.getGenericType(),
              component.getAnnotatedType().isAnnotationPresent(Nullable.class),
              standard == null ? null : standard.value(),
              doc == null ? null : doc.value(),
              !component.isAnnotationPresent(NotSecret.class)));
      types.add(component.getType());
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
      constructor.setAccessible(true);
      return new Shape(type, components, constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a record.
   *
   * @throws IllegalArgumentException when the record refuses the values
   */
  Object make(List<@Nullable Object> values) {
    try {
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " failed on " + values, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
