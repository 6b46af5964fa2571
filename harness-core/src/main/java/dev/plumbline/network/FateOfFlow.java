package dev.plumbline.network;

import java.util.Set;

/** The one pure function behind {@link Network#fate}. TEMPORARY. */
final class FateOfFlow {

  FateOfFlow(Network network, Set<Fault> faults) {}

  Verdict decide(Flow flow) {
    throw new UnsupportedOperationException(flow.toString());
  }
}
