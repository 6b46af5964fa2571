package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Gives a parameterized test the tests of rule-set files, one a time, as a {@link
 * dev.plumbline.waf.ftw.FtwTest}: see {@link dev.plumbline.waf.ftw.FtwCorpus}.
 *
 * <pre><code class='java'>
 * &#64;ParameterizedTest
 * &#64;FtwCases(value = "src/test/resources/crs", rules = 942200, overrides = "nginx.yaml")
 * void the_rule_set_does_what_its_tests_say(FtwTest test, &#64;From("internet") Vantage outside) {
 *   assertThat(outside.firewall("https://api.contoso.net")).meets(test);
 * }
 * </code></pre>
 *
 * <p>Tests that their files or overrides leave out are published as report entries with the reason,
 * and fail the test where {@code plumbline.skips} does not allow any. A file that is not in the
 * format, and a choice that leaves no test, is an error that says so.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@ArgumentsSource(FtwCasesProvider.class)
public @interface FtwCases {

  /** Returns the file or folder, from the working directory, or else of the class path. */
  String value();

  /** Returns a file of overrides for the platform under test, as {@link #value}; empty for none. */
  String overrides() default "";

  /** Returns the rules whose tests are wanted; all when empty. */
  int[] rules() default {};

  /** Returns a regular expression that the titles of the wanted tests hold; empty for all. */
  String include() default "";
}
