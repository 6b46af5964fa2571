package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;

/**
 * The contract on real servers; run by {@link LiveLabContractTest} in a namespace of its own, where
 * they are.
 */
class OnRealServers extends LabContract {

  /** The system property that names the certificate file to trust. */
  static final String TRUST = "plumbline.contract.trust";

  @Override
  Arm arm() {
    return Arm.LIVE;
  }

  @Override
  Network network() {
    return ContractNetwork.onOneMachine();
  }

  @Override
  Environment environment() {
    return ContractNetwork.environment(Ground.LIVE).trust(System.getProperty(TRUST)).build();
  }
}
