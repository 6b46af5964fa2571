package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.LoadBalancer;
import dev.plumbline.azure.model.LoadBalancer.FrontendIPConfiguration;
import dev.plumbline.azure.model.PrivateEndpoint;
import dev.plumbline.azure.model.PrivateEndpoint.ConnectionState;
import dev.plumbline.azure.model.PrivateLinkService;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Translation;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Private link services: a host of the service's name stands for its address in the provider's
 * subnet; each approved private endpoint becomes a host that leads there, wherever it is, so that
 * the load balancer's machines see the service's address and never the client's. (The proxy
 * protocol, which would tell them, is not modelled.)
 */
final class PrivateLinkServiceCompiler {

  private PrivateLinkServiceCompiler() {}

  static void add(NetworkParts parts) {
    for (PrivateLinkService service : parts.topology.privateLinkServices()) {
      Optional<Placed> subnet = parts.subnets.find(service.subnet());
      List<InetAddress> frontend = frontend(parts, service);
      if (subnet.isEmpty() || frontend.isEmpty()) {
        continue;
      }
      HostDraft nat = new HostDraft(service.name(), subnet.get().name());
      nat.apart = true;
      nat.addresses.addAll(parts.addresses.instances(service));
      parts.add(nat.host());
      for (PrivateEndpoint endpoint : parts.topology.privateEndpoints()) {
        if (endpoint.service().equals(service.name())
            && endpoint.connectionState() == ConnectionState.APPROVED) {
          parts
              .subnets
              .find(endpoint.subnet())
              .ifPresent(there -> add(parts, endpoint, there, service, frontend.get(0)));
        }
      }
    }
  }

  private static void add(
      NetworkParts parts,
      PrivateEndpoint endpoint,
      Placed there,
      PrivateLinkService service,
      InetAddress frontend) {
    HostDraft host = new HostDraft(endpoint.name(), there.name());
    host.addresses.add(parts.addresses.of(endpoint));
    host.translations.add(
        new Translation(
            "private link to " + service.name(),
            Protocol.ANY,
            null,
            null,
            List.of(),
            frontend,
            null,
            true,
            service.name()));
    parts.add(host.host());
  }

  private static List<InetAddress> frontend(NetworkParts parts, PrivateLinkService service) {
    for (LoadBalancer balancer : parts.topology.loadBalancers()) {
      for (FrontendIPConfiguration frontend : balancer.frontendIPConfigurations()) {
        if (balancer.name().equals(service.loadBalancer())
            && frontend.name().equals(service.frontendIPConfiguration())
            && frontend.subnet() != null) {
          return List.of(parts.addresses.of(frontend));
        }
      }
    }
    return List.of();
  }
}
