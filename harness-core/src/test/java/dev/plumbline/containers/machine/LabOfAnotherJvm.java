package dev.plumbline.containers.machine;

import java.util.List;

/** Starts a machine, says so, and waits to be killed or for the end of its input. */
final class LabOfAnotherJvm {

  private LabOfAnotherJvm() {}

  /** Started with the name of the lab. */
  public static void main(String[] arguments) throws Exception {
    StartUp startUp = new StartUp(arguments[0]);
    Docker docker = Docker.ofThisJvm();
    DockerMachine machine =
        DockerMachine.start(
            docker,
            LabImage.ready(docker, Settings.ofThisJvm(), startUp),
            arguments[0],
            TinyNetwork.plan(DockerMachine.DIRECTORY, List.of()),
            Settings.ofThisJvm(),
            startUp);
    System.out.println("up: " + machine.name());
    System.in.transferTo(System.out);
    machine.endedSoon().ifPresent(how -> System.out.println("ended: " + how));
    machine.close();
  }
}
