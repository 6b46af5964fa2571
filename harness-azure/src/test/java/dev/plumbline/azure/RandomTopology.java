package dev.plumbline.azure;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.ConnectedNetwork.Machine;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.PublicIPAddress;
import dev.plumbline.azure.model.RouteTable;
import dev.plumbline.azure.model.RouteTable.NextHopType;
import dev.plumbline.azure.model.RouteTable.Route;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.PrivateEndpointNetworkPolicies;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random topologies: three virtual networks 10.0.0.0/16 to 10.2.0.0/16 with two subnets each and an
 * appliance at 10.x.9.4, some peered, a site 192.168.0.0/16 behind the first one, random route
 * tables and security groups.
 */
final class RandomTopology {

  private static final List<String> NAMES = List.of("one", "two", "three");

  private final Random random;

  RandomTopology(Random random) {
    this.random = random;
  }

  static InetAddress address(NetworkInterface nic) {
    InetAddress address = nic.ipConfigurations().get(0).privateIPAddress();
    if (address == null) {
      throw new IllegalStateException(nic.name() + " has no address");
    }
    return address;
  }

  private <T> T any(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  AzureTopology next() {
    List<NetworkInterface> nics = new ArrayList<>();
    List<RouteTable> tables = new ArrayList<>();
    List<NetworkSecurityGroup> groups = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      groups.add(new NetworkSecurityGroup("group-" + i, rules()));
      tables.add(new RouteTable("table-" + i, oneIn(3), routes()));
    }
    List<List<Subnet>> subnets = new ArrayList<>();
    for (int v = 0; v < NAMES.size(); v++) {
      List<Subnet> own = new ArrayList<>();
      for (int s = 0; s < 2; s++) {
        String name = NAMES.get(v) + "-" + s;
        String nsg = oneIn(2) ? any(groups).name() : null;
        String table = oneIn(2) ? any(tables).name() : null;
        own.add(subnet(name, "10." + v + "." + s + ".0/24", nsg, table));
        String onNic = oneIn(3) ? any(groups).name() : null;
        String published = v + s == 0 ? "public" : null;
        nics.add(nic(name, "10." + v + "." + s + ".4", false, onNic, published));
      }
      String appliance = NAMES.get(v) + "-nva";
      own.add(subnet(appliance, "10." + v + ".9.0/24", null, null));
      nics.add(nic(appliance, "10." + v + ".9.4", true, null, null));
      subnets.add(own);
    }
    List<List<VirtualNetworkPeering>> peerings = peerings();
    List<VirtualNetwork> networks = new ArrayList<>();
    for (int v = 0; v < NAMES.size(); v++) {
      networks.add(
          new VirtualNetwork(
              NAMES.get(v),
              "westeurope",
              List.of(Cidr.of("10." + v + ".0.0/16")),
              List.of(),
              subnets.get(v),
              peerings.get(v),
              null));
    }
    return AzureTopology.builder("random")
        .virtualNetworks(networks)
        .networkInterfaces(nics)
        .routeTables(tables)
        .networkSecurityGroups(groups)
        .publicIPAddresses(
            List.of(new PublicIPAddress("public", IpAddresses.parse("203.0.113.10"), null)))
        .connectedNetworks(
            List.of(
                new ConnectedNetwork(
                    "site",
                    List.of(Cidr.of("192.168.0.0/16")),
                    List.of("one"),
                    false,
                    oneIn(3),
                    List.of(new Machine("server", IpAddresses.parse("192.168.0.10"), List.of())),
                    null)))
        .build();
  }

  private Subnet subnet(String name, String prefix, @Nullable String nsg, @Nullable String table) {
    return new Subnet(
        name,
        Cidr.of(prefix),
        List.of(),
        nsg,
        table,
        null,
        oneIn(3) ? List.of("Microsoft.Storage") : List.of(),
        List.of(),
        PrivateEndpointNetworkPolicies.DISABLED,
        true);
  }

  private static NetworkInterface nic(
      String subnet,
      String address,
      boolean forwarding,
      @Nullable String group,
      @Nullable String published) {
    return new NetworkInterface(
        subnet + "-nic",
        null,
        List.of(
            new IpConfiguration("ip", subnet, IpAddresses.parse(address), published, List.of())),
        group,
        forwarding,
        List.of(),
        List.of());
  }

  private List<List<VirtualNetworkPeering>> peerings() {
    List<List<VirtualNetworkPeering>> peerings = new ArrayList<>();
    NAMES.forEach(n -> peerings.add(new ArrayList<>()));
    for (int a = 0; a < NAMES.size(); a++) {
      for (int b = a + 1; b < NAMES.size(); b++) {
        if (!oneIn(3)) {
          peerings.get(a).add(peering(NAMES.get(b)));
          if (!oneIn(6)) {
            peerings.get(b).add(peering(NAMES.get(a)));
          }
        }
      }
    }
    return peerings;
  }

  private VirtualNetworkPeering peering(String to) {
    return new VirtualNetworkPeering(
        "to-" + to,
        to,
        !oneIn(8),
        !oneIn(3),
        false,
        false,
        oneIn(10) ? PeeringState.DISCONNECTED : PeeringState.CONNECTED);
  }

  private List<SecurityRule> rules() {
    List<String> places =
        List.of(
            "*",
            "VirtualNetwork",
            "Internet",
            "10.0.0.0/16",
            "10.1.0.0/24",
            "10.2.1.4",
            "192.168.0.0/16",
            "Storage");
    List<SecurityRule> rules = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      rules.add(
          new SecurityRule(
              "rule-" + i,
              100 + 10 * i,
              any(List.of(Direction.values())),
              oneIn(3) ? Access.DENY : Access.ALLOW,
              any(List.of(SecurityRuleProtocol.values())),
              List.of(any(places)),
              List.of(any(places)),
              oneIn(2) ? List.of() : List.of(new PortRange(443, 443))));
    }
    return rules;
  }

  private List<Route> routes() {
    List<String> prefixes =
        new ArrayList<>(
            List.of(
                "0.0.0.0/0",
                "10.0.0.0/8",
                "10.0.0.0/16",
                "10.1.0.0/24",
                "10.2.1.0/24",
                "10.1.1.4/32",
                "192.168.0.0/16",
                "Storage",
                "198.51.100.0/24"));
    List<String> appliances = List.of("10.0.9.4", "10.1.9.4", "10.2.9.4", "10.0.0.4", "10.9.9.9");
    List<Route> routes = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      NextHopType type =
          oneIn(2) ? NextHopType.VIRTUAL_APPLIANCE : any(List.of(NextHopType.values()));
      routes.add(
          new Route(
              "route-" + i,
              prefixes.remove(random.nextInt(prefixes.size())),
              type,
              type == NextHopType.VIRTUAL_APPLIANCE ? IpAddresses.parse(any(appliances)) : null));
    }
    return routes;
  }
}
