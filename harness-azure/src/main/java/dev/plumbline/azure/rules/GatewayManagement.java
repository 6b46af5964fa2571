package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.Subnets.Placed;
import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Whether the platform reaches the instances of an application gateway to manage it: from the
 * service tag {@code GatewayManager} to ports 65200 to 65535 (v2) or 65503 to 65534 (v1), and the
 * answers by the internet. A gateway of v2 with network isolation needs neither.
 *
 * <p>Source: Azure documentation, "Application Gateway infrastructure configuration".
 */
public final class GatewayManagement {

  private GatewayManagement() {}

  /**
   * Returns what the platform's probe log says of each backend where the instances cannot be asked,
   * with the cause; empty where they can.
   */
  public static Optional<String> unreachable(AzureTopology topology, ApplicationGateway gateway) {
    Optional<String> cause = blocked(topology, gateway).or(() -> diverted(topology, gateway));
    return cause.map(
        what ->
            "The backend health status could not be retrieved. Ports "
                + ports(gateway)
                + " must be open for GatewayManager, and 0.0.0.0/0 must lead to the internet: "
                + what
                + ". https://aka.ms/UnknownBackendHealth");
  }

  /**
   * Returns the network security group that keeps the platform out, and by which rule; empty where
   * none does, and with network isolation.
   */
  public static Optional<String> blocked(AzureTopology topology, ApplicationGateway gateway) {
    Optional<Placed> subnet = Subnets.of(topology).find(gateway.subnet());
    if (isolated(gateway)
        || subnet.isEmpty()
        || subnet.get().subnet().networkSecurityGroup() == null) {
      return Optional.empty();
    }
    SecurityGroups groups = SecurityGroups.of(topology);
    String instance =
        Subnets.addressAt(subnet.get().subnet().prefixes().get(0), 4).getHostAddress();
    boolean v2 = gateway.sku().isV2();
    for (Cidr prefix : managers(topology)) {
      for (int port : v2 ? List.of(65200, 65335, 65535) : List.of(65503, 65520, 65534)) {
        SecurityEvaluation evaluation =
            groups.inbound(
                subnet.get().name(),
                FiveTuple.tcp(prefix.address().getHostAddress(), instance, port));
        if (!evaluation.allowed()) {
          return Optional.of(
              "port "
                  + port
                  + " from GatewayManager ("
                  + prefix.address().getHostAddress()
                  + "): "
                  + evaluation.decision());
        }
      }
    }
    return Optional.empty();
  }

  /** Returns where the answers to the platform go instead of the internet; empty where they do. */
  private static Optional<String> diverted(AzureTopology topology, ApplicationGateway gateway) {
    Optional<Placed> subnet = Subnets.of(topology).find(gateway.subnet());
    if (isolated(gateway) || subnet.isEmpty()) {
      return Optional.empty();
    }
    EffectiveRouteTable routes = EffectiveRoutes.of(topology).of(subnet.get().name());
    for (Cidr prefix : managers(topology)) {
      InetAddress manager = prefix.address();
      Optional<EffectiveRoute> route = routes.select(manager);
      if (route.isEmpty() || route.get().nextHopType() != NextHop.INTERNET) {
        return Optional.of(
            manager.getHostAddress()
                + " of GatewayManager is reached by "
                + route.map(EffectiveRoute::toString).orElse("no route"));
      }
    }
    return Optional.empty();
  }

  private static boolean isolated(ApplicationGateway gateway) {
    return gateway.sku().isV2() && gateway.enableNetworkIsolation();
  }

  private static String ports(ApplicationGateway gateway) {
    return gateway.sku().isV2() ? "65200-65535" : "65503-65534";
  }

  private static List<Cidr> managers(AzureTopology topology) {
    return ServiceTags.of(topology).prefixes("GatewayManager").stream()
        .filter(prefix -> prefix.address().getAddress().length == 4)
        .toList();
  }
}
