package dev.plumbline.report;

import org.jspecify.annotations.Nullable;

/**
 * What the reports of one run's jobs must have in common, each null where it is not known or not
 * asked for.
 *
 * @param version the version of Plumbline
 * @param commit the commit that the tests were built from
 * @param id the run of the pipeline
 * @param environment the environment that was asked for in place of those that tests name
 * @param ground the ground that was asked for in place of those that descriptors name
 */
public record RunFacts(
    @Nullable String version,
    @Nullable String commit,
    @Nullable String id,
    @Nullable String environment,
    @Nullable String ground) {

  /** A run of which nothing is known. */
  public static final RunFacts UNKNOWN = new RunFacts(null, null, null, null, null);
}
