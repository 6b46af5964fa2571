package dev.plumbline.containers.machine;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;

/** Asks for the ground, as a suite does, and says what came of it. */
final class GroundOfAnotherJvm {

  private GroundOfAnotherJvm() {}

  /** Started with {@code unavailable} or {@code open}. */
  public static void main(String[] arguments) {
    if (arguments[0].equals("unavailable")) {
      System.out.println(Lab.unavailable(Ground.CONTAINERS).orElse("available"));
      return;
    }
    Environment environment =
        Environment.builder("tiny")
            .ground(Ground.CONTAINERS)
            .vantage("inside", "workload-subnet")
            .build();
    try (Lab lab = Lab.open(environment, Networks.singleGateway(), new Journal())) {
      System.out.println("open: " + lab.notes());
    } catch (LabException e) {
      System.out.println(e);
    }
  }
}
