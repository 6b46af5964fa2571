package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, or the class, needs these vantages. In an environment that lacks one it is skipped, and
 * the report says so; with {@code plumbline.skips} other than {@code allowed} it fails instead.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(DeclaredSkips.class)
public @interface RequiresVantage {
  /** Returns the names of the vantages it needs. */
  String[] value();
}
