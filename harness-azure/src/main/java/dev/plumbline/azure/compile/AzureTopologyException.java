package dev.plumbline.azure.compile;

import java.util.List;
import java.util.stream.Collectors;

/** A topology that the platform would refuse, with all that is wrong with it. */
public final class AzureTopologyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<AzureProblem> problems;

  AzureTopologyException(String topology, List<AzureProblem> problems) {
    super(
        "Azure topology " + topology + " has " + problems.size() + (problems.size() == 1 ? " problem:" : " problems:")
            + problems.stream().map(p -> "\n  " + p.path() + ": " + p.message()).collect(Collectors.joining()));
    this.problems = List.copyOf(problems);
  }

  /** Returns all problems, in the order of the topology. */
  public List<AzureProblem> problems() {
    return problems;
  }
}
