package dev.plumbline.baseline;

import java.util.Optional;

/**
 * Something that can be looked at as a whole, from all its vantages: a lab, or a recording of one.
 */
public interface Surveyed {

  /** Returns the name of its environment. */
  String surveyName();

  /**
   * Looks at everything that a baseline holds, all vantages at once, within the guards of the
   * environment. What is not answered waits together, so that it costs about one time-out.
   *
   * @return what was seen, and what was not
   * @throws IllegalStateException when it is closed, or its time for a suite of checks was over
   */
  Recording survey();

  /**
   * Returns why no baseline is rewritten by what it shows now, as the end of a sentence that begins
   * with "is not rewritten", with what to do instead; empty, the default, where one may be.
   */
  default Optional<String> notToBeRecorded() {
    return Optional.empty();
  }
}
