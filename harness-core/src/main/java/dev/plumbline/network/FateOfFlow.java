package dev.plumbline.network;

import java.util.Set;

/**
 * The one pure function behind {@link Network#fate}: an index of the network, the faults in force,
 * and a walk for each flow.
 */
final class FateOfFlow {

  private final NetworkIndex index;
  private final FaultsInForce faults;

  FateOfFlow(Network network, Set<Fault> faults) {
    this.index = NetworkIndex.of(network);
    this.faults = FaultsInForce.of(network.faults(), faults);
  }

  Verdict decide(Flow flow) {
    if (flow.protocol() == Network.Protocol.ANY) {
      throw new IllegalArgumentException("a flow has the protocol TCP or UDP, not ANY: " + flow);
    }
    return new Walk(index, faults, flow).verdict();
  }
}
