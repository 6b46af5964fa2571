package dev.plumbline.contract;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.servers.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.discovery.DiscoverySelectors;

/** The contract in a namespace with real servers. */
public final class ContractStage implements Stage {

  /** Makes the stage. */
  public ContractStage() {}

  @Override
  public Network network() {
    return ContractNetwork.onOneMachine();
  }

  @Override
  public Environment environment() {
    return ContractNetwork.environment(Ground.LIVE).build();
  }

  @Override
  public List<Pass> passes(Path directory, Path trust) {
    return List.of(
        new Pass(
            Arm.LIVE.title(),
            Map.of(OnRealServers.TRUST, trust.toString()),
            List.of(DiscoverySelectors.selectClass(OnRealServers.class))));
  }
}
