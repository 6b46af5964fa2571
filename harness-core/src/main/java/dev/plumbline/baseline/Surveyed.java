package dev.plumbline.baseline;

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
}
