package dev.plumbline.contract;

import dev.plumbline.containers.NamespacesGround;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on the servers of the ground containers, in network namespaces of this machine; run
 * by {@link NamespacesLabContractTest}.
 */
class InNamespaces extends LabContract {

  @TempDir static Path directory;

  @Override
  Arm arm() {
    return Arm.NAMESPACES;
  }

  @Override
  Lab opened() {
    return NamespacesGround.in(directory, super::opened);
  }

  @Override
  Environment environment() {
    return ContractNetwork.wholeEnvironment(Ground.CONTAINERS).build();
  }
}
