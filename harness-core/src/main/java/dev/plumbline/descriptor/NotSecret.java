package dev.plumbline.descriptor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A text component whose value is not a secret even when it comes from a placeholder, such as a
 * host name. Every other text that comes from an environment variable is one: see {@link
 * Document#secrets()}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface NotSecret {}
