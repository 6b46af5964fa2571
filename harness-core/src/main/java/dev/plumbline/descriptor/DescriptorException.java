package dev.plumbline.descriptor;

import java.util.List;

/**
 * A descriptor that cannot be used. Its message lists all problems, each with file, line, column
 * and path.
 */
public final class DescriptorException extends IllegalArgumentException {

  private static final long serialVersionUID = 1;
  private static final int LISTED = 100;

  @SuppressWarnings("serial") // the list's own class is an immutable one of the JDK
  private final List<Problem> problems;

  /**
   * Creates an exception.
   *
   * @param what what cannot be used and why, for example {@code contoso.yaml is not a valid
   *     environment}
   * @param problems what is wrong with it, in the order of the message
   */
  public DescriptorException(String what, List<Problem> problems) {
    super(message(what, problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns what is wrong, in the order of the document. */
  public List<Problem> problems() {
    return problems;
  }

  private static String message(String what, List<Problem> problems) {
    StringBuilder text = new StringBuilder(what).append(": ");
    text.append(problems.size()).append(problems.size() == 1 ? " problem" : " problems");
    for (Problem problem : problems.subList(0, Math.min(LISTED, problems.size()))) {
      text.append("\n  ").append(problem.toString().replace("\n", "\n    "));
    }
    if (problems.size() > LISTED) {
      text.append("\n  and ").append(problems.size() - LISTED).append(" more");
    }
    return text.toString();
  }
}
