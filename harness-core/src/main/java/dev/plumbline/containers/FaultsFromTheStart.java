package dev.plumbline.containers;

import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import java.util.Set;

/** What a network says is broken from the start, as far as servers cannot be made to show it. */
final class FaultsFromTheStart {

  /** Those that are in the configuration of servers. */
  private static final Set<Fault.Kind> SHOWN = Set.of(Fault.Kind.EXPIRED_CERTIFICATE);

  private final Network network;

  FaultsFromTheStart(Network network) {
    this.network = network;
  }

  /** Notes what cannot be shown. */
  void addTo(PlanBuilder plan) {
    network.faults().stream()
        .filter(fault -> !SHOWN.contains(fault.kind()))
        .forEach(fault -> plan.cannot("faults: " + fault));
  }
}
