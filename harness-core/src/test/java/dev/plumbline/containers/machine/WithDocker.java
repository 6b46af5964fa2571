package dev.plumbline.containers.machine;

import dev.plumbline.testing.Requirements;
import java.util.List;
import java.util.Map;

/** What tests need of Docker, and what they look at in it. */
public final class WithDocker {

  private WithDocker() {}

  /** Returns the daemon of this machine; skips the test where there is none. */
  public static Docker here() {
    Requirements.that(Docker.unavailable().isEmpty(), Docker.unavailable().orElse(""));
    return Docker.ofThisJvm();
  }

  /** Returns the names of all containers of a lab, also of those that do not run. */
  public static List<String> containers(String lab) {
    return here()
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(DockerMachine.LABEL, lab))
        .exec()
        .stream()
        .map(container -> container.getNames()[0].substring(1))
        .toList();
  }

  /** Returns how many images have no name: what a build that failed may leave. */
  static long unnamedImages() {
    return here().client().listImagesCmd().withDanglingFilter(true).exec().size();
  }
}
