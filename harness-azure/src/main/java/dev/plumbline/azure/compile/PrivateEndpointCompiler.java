package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Private endpoints: an approved one is a further address of its service, in the endpoint's subnet;
 * any other state is a host that lets nothing in.
 */
final class PrivateEndpointCompiler {

  private PrivateEndpointCompiler() {}

  /** Returns the addresses at which the approved private endpoints of a service lead to it. */
  static List<Attachment> attachments(NetworkParts parts, String service) {
    return parts.topology.privateEndpoints().stream()
        .filter(endpoint -> endpoint.service().equals(service))
        .filter(endpoint -> endpoint.connectionState() == ConnectionState.APPROVED)
        .map(endpoint -> new Attachment(segment(parts, endpoint), parts.addresses.of(endpoint)))
        .toList();
  }

  /** Adds those that are not connected. */
  static void addUnconnected(NetworkParts parts) {
    for (PrivateEndpoint endpoint : parts.topology.privateEndpoints()) {
      if (endpoint.connectionState() != ConnectionState.APPROVED) {
        parts.add(unconnected(parts, endpoint));
      }
    }
  }

  private static Host unconnected(NetworkParts parts, PrivateEndpoint endpoint) {
    InetAddress address = parts.addresses.of(endpoint);
    String state = endpoint.connectionState().name().toLowerCase(Locale.ROOT);
    Rule closed =
        new Rule(
            "connection-" + state + ", since only an approved one connects,",
            1,
            Action.DROP,
            Protocol.ANY,
            List.of(),
            List.of(),
            List.of(),
            List.of());
    RuleSet rules =
        new RuleSet(
            "private endpoint " + endpoint.name(),
            List.of(closed),
            List.of(),
            Action.DROP,
            Action.ALLOW);
    return new Host(
        endpoint.name(),
        segment(parts, endpoint),
        List.of(address),
        List.of(),
        false,
        rules,
        List.of(),
        List.of());
  }

  private static String segment(NetworkParts parts, PrivateEndpoint endpoint) {
    return parts.subnets.find(endpoint.subnet()).map(Placed::name).orElseThrow();
  }
}
