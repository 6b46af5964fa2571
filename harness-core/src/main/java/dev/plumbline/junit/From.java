package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The {@link dev.plumbline.vantage.Vantage Vantage} parameter is this one of the environment's
 * vantages. Only in a class with {@link NetworkTest}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@ExtendWith(WithoutEnvironment.class)
public @interface From {
  /** Returns the name of the vantage in the environment descriptor. */
  String value();
}
