package dev.plumbline.descriptor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value a component takes when its key is absent, as it would be written in YAML. A component
 * without this annotation is required, unless it is nullable, a list or a map: these are null or
 * empty when absent.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /** Returns the value as it would be written. */
  String value();
}
