package dev.plumbline.azure.compile;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.List;

/**
 * The platform's load balancer in front of a service: what has no rule on it vanishes, it is not
 * refused.
 */
final class LoadBalancer {

  private LoadBalancer() {}

  static RuleSet passing(String name, List<Listener> listeners) {
    List<PortRange> ports =
        listeners.stream().map(l -> new PortRange(l.port(), l.port())).distinct().toList();
    Rule rule =
        new Rule(
            "load-balancing-rule",
            100,
            Action.ALLOW,
            Protocol.TCP,
            List.of(),
            List.of(),
            List.of(),
            ports);
    return new RuleSet(name, List.of(rule), List.of(), Action.DROP, Action.ALLOW);
  }
}
