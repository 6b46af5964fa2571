package dev.plumbline.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A behaviour that holds on a ground, though what is observed there differs from the simulation. It
 * must differ: one that does not any more is to lose this annotation.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(Differs.All.class)
@interface Differs {

  /** The grounds. */
  Arm[] on();

  /** Why, as a sentence without a full stop. */
  String because();

  /** Several of them. */
  @Target(ElementType.METHOD)
  @Retention(RetentionPolicy.RUNTIME)
  @interface All {
    /** All of them. */
    Differs[] value();
  }
}
