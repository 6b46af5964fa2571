package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;

/** The contract on the simulated network; run by {@link SimulatedLabContractTest}. */
class OnSimulation extends LabContract {

  @Override
  Arm arm() {
    return Arm.SIMULATION;
  }

  @Override
  Environment environment() {
    return ContractNetwork.wholeEnvironment(Ground.SIMULATED).build();
  }
}
