package dev.plumbline.junit;

import dev.plumbline.environment.Ground;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The test, or the class, is only for some grounds. On another one it is skipped, and the report
 * says so.
 *
 * <p>With {@code plumbline.skips=forbidden} it fails instead; with {@code plumbline.skips=ground}
 * it is still skipped.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@ExtendWith(DeclaredSkips.class)
public @interface OnGround {
  /** Returns the grounds it is for. */
  Ground[] value();
}
