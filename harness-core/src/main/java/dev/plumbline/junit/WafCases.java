package dev.plumbline.junit;

import dev.plumbline.waf.WafCase.Polarity;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Gives a parameterized test the cases that come with Plumbline, one a time, as a {@link
 * dev.plumbline.waf.WafCase}: see {@link dev.plumbline.waf.WafPack}.
 *
 * <pre><code class='java'>
 * &#64;ParameterizedTest
 * &#64;WafCases(rule = 942200)
 * void cases_of_the_rule_are_told_apart(WafCase waf) { ... }
 *
 * &#64;ParameterizedTest
 * &#64;WafCases(pack = "portal")
 * void the_portal_works(WafCase waf) { ... }
 * </code></pre>
 *
 * <p>A rule without cases, and a choice that leaves none, is an error that says what there is.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ArgumentsSource(WafCasesProvider.class)
public @interface WafCases {

  /** Returns the rule whose cases are wanted; 0 for none. */
  int rule() default 0;

  /** Returns more rules whose cases are wanted. */
  int[] rules() default {};

  /** Returns what kinds of cases are wanted; all when empty. */
  Polarity[] polarity() default {};

  /** Returns the name of a pack that is no rule's: {@code portal}; empty for none. */
  String pack() default "";
}
