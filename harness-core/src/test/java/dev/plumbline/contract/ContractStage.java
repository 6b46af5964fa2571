package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.servers.Stage;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** The contract in a namespace with real servers: run there on both grounds, one after the other. */
public final class ContractStage implements Stage {

  /** Makes the stage. */
  public ContractStage() {}

  @Override
  public Network network() {
    return ContractNetwork.network();
  }

  @Override
  public Environment environment() {
    return ContractNetwork.environment(Ground.LIVE).build();
  }

  @Override
  public void prepare(Path directory, Path trust) {
    System.setProperty(OnRealServers.TRUST, trust.toString());
  }

  @Override
  public List<? extends DiscoverySelector> tests() {
    return List.of(DiscoverySelectors.selectClass(OnRealServers.class), DiscoverySelectors.selectClass(SimulatedLabContractTest.class));
  }
}
