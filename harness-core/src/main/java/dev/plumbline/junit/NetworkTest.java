package dev.plumbline.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The class is a network acceptance test: its tests look at the network of an environment.
 *
 * <p>Tests, {@code @BeforeEach} and {@code @AfterEach} methods and constructors may have parameters
 * of the types {@link dev.plumbline.vantage.Vantage Vantage} (with {@link From}, which may be left
 * out where the environment has one vantage only), {@link dev.plumbline.lab.Lab Lab} and {@link
 * dev.plumbline.environment.Environment Environment}; {@code @BeforeAll} methods only the last.
 *
 * <p>Labs are opened when first needed and shared by all tests of a run that name the same
 * environment. A shared lab refuses faults and does not let its clock be moved: a test that does
 * such things asks for {@link OwnLab a lab of its own}.
 *
 * <p>A class whose environment is on a ground that this machine lacks what it stands on for, Docker
 * for the ground {@code containers}, is skipped as a whole, and the report says why. A ground that
 * breaks down while tests run skips nothing: they fail.
 *
 * <p>A test that passes without having asserted anything of what it observed fails with {@link
 * NothingAssertedError}. What was observed without being asserted, beside something that was, is
 * shown in the report.
 *
 * <p>System properties, or environment variables of the same name in capitals with underscores:
 *
 * <ul>
 *   <li>{@code plumbline.environment}: the environment to use in place of the one named here
 *   <li>{@code plumbline.ground}: the ground to use in place of those that descriptors name: {@code
 *       simulated} or {@code containers}. Never {@code live}, and an environment on that ground
 *       stays there: with this setting it is an error
 *   <li>{@code plumbline.skips}: {@code allowed} (the default); {@code ground}, with which only
 *       {@link OnGround} may skip a test; {@code forbidden}, with which nothing may: neither a
 *       condition, nor {@code @Disabled}, nor an assumption, nor a dry run. What a run does not
 *       select at all, by tags or names, is not skipped
 *   <li>{@code plumbline.inconclusive}: {@code fail} (the default) or {@code abort}: what becomes
 *       of a test whose negative check had no positive control; with {@code plumbline.skips} other
 *       than {@code allowed} it always fails
 *   <li>{@code plumbline.armed}: the environments, parted by commas, that are {@code production}
 *       and to which this run may do harm on purpose: faults, drills, attack traffic
 *   <li>{@code plumbline.report.dir}: where the report is written; default {@code target/plumbline}
 *   <li>{@code plumbline.shard}: which part of the run is done here, such as {@code 2/5}; what is
 *       in the others is not skipped, but listed in the report, and {@link
 *       dev.plumbline.report.Merge} joins the reports. In an indexed job of Kubernetes {@code
 *       plumbline.shards} says how many there are, and {@code JOB_COMPLETION_INDEX} which this is
 *   <li>{@code plumbline.shard.by}: {@code classes} (the default) or {@code vantages}: then the
 *       tests that look first from one vantage stay together, and those that name none are split by
 *       their classes
 *   <li>{@code plumbline.commit} and {@code plumbline.run}: what the tests were built from, and the
 *       run of the pipeline, which reports must have in common to be joined; default what GitHub
 *       Actions, Azure Pipelines, GitLab or Jenkins say
 * </ul>
 *
 * <p>A name that is no setting fails every class: a system property or configuration parameter that
 * begins with {@code plumbline.}, and an environment variable that is like one of these. Other
 * variables that begin with {@code PLUMBLINE_} are yours.
 *
 * <p>Inherited by subclasses and nested classes; the innermost annotation counts. May be used on
 * annotations of one's own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@ExtendWith({
  DeclaredSkips.class,
  ResultRecorder.class,
  NetworkTestExtension.class,
  TemplateCases.class
})
public @interface NetworkTest {
  /**
   * Returns the environment: the descriptor {@code environments/<name>.yaml} on the class path, or
   * a file. When empty, the one that {@code plumbline.environment} names, or else the only one that
   * there is in {@code environments} on the class path.
   */
  String value() default "";
}
