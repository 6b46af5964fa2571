package dev.plumbline.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A behaviour, or all of a type, that a ground cannot show. */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(NotOn.All.class)
@interface NotOn {

  /** The ground. */
  Arm value();

  /** Why, as a sentence without a full stop. */
  String because();

  /** Several of them. */
  @Target({ElementType.METHOD, ElementType.TYPE})
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {
    /** All of them. */
    NotOn[] value();
  }
}
