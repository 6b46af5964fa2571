package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;

/** The contract on the ground containers; run by {@link ContainersLabContractTest}. */
class InContainers extends LabContract {

  @Override
  Arm arm() {
    return Arm.CONTAINERS;
  }

  @Override
  Environment environment() {
    return ContractNetwork.wholeEnvironment(Ground.CONTAINERS).build();
  }
}
