package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The test, or each test of the class, gets a lab of its own, opened for it and closed after it.
 *
 * <p>Only such a test may put {@linkplain dev.plumbline.lab.Lab#fault faults} in place or
 * {@linkplain dev.plumbline.lab.Lab#advance move the clock}: no other test sees what it does, also
 * when tests run in parallel.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface OwnLab {}
