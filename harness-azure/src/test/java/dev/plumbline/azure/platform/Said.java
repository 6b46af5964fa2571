package dev.plumbline.azure.platform;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.PlatformObservation;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Timings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An Azure that says what it is told to, and a vantage that sees what it is told to. */
final class Said implements FlowQuestions {

  /** A client and a server in peered networks, and another way to a third one. */
  static final Estate ESTATE =
      new Estate(
          """
          azure:
            name: shop
            virtualNetworks:
              - name: vnet
                location: westeurope
                addressSpace: [10.1.0.0/16]
                subnets:
                  - {name: clients, addressPrefix: 10.1.1.0/24, networkSecurityGroup: clients-nsg, routeTable: routes}
                  - {name: servers, addressPrefix: 10.1.2.0/24, networkSecurityGroup: servers-nsg}
            networkSecurityGroups:
              - name: clients-nsg
                securityRules:
                  - {name: deny-ssh, priority: 100, direction: outbound, access: deny, protocol: tcp, destinationPortRanges: [22]}
              - name: servers-nsg
                securityRules:
                  - {name: allow-https, priority: 100, direction: inbound, access: allow, protocol: tcp, sourceAddressPrefixes: [10.1.1.0/24], destinationPortRanges: [443]}
                  - {name: deny-storage, priority: 300, direction: inbound, access: deny, protocol: tcp, sourceAddressPrefixes: [Storage], destinationPortRanges: [8000-8010]}
                  - {name: deny-all, priority: 4000, direction: inbound, access: deny}
            routeTables:
              - name: routes
                routes: [{name: out, addressPrefix: 0.0.0.0/0, nextHopType: virtual-appliance, nextHopIpAddress: 10.1.2.9}]
            networkInterfaces:
              - {name: client-nic, virtualMachine: client, ipConfigurations: [{subnet: clients, privateIPAddress: 10.1.1.4}]}
              - {name: server-nic, virtualMachine: server, ipConfigurations: [{subnet: servers, privateIPAddress: 10.1.2.4}]}
              - {name: fw-nic, virtualMachine: fw, enableIPForwarding: true, ipConfigurations: [{subnet: servers, privateIPAddress: 10.1.2.9}]}
          """);

  final AzureTopology topology = ESTATE.topology();
  final Journal journal = new Journal();
  final Journal.Scope scope = journal.scope("shop", "test");
  private final Map<Direction, String> rules = new HashMap<>();
  private String hop = "VnetLocal";
  private @Nullable ConnectionCheck connection;
  private Instant now = Instant.now();

  /** Says when all is seen and said from now on. */
  Said at(Instant time) {
    now = time;
    return this;
  }

  Said rule(Direction direction, String accessAndRule) {
    rules.put(direction, accessAndRule);
    return this;
  }

  Said hop(String type) {
    hop = type;
    return this;
  }

  Said connection(String status, ConnectionCheck.Hop... hops) {
    connection = new ConnectionCheck("client", "x", 443, status, List.of(hops), 10, 0);
    return this;
  }

  @Override
  public PlatformAnswer<IpFlowVerdict> verifyIpFlow(
      String virtualMachine, Direction direction, FiveTuple flow) {
    String said = rules.get(direction);
    if (said == null) {
      throw new AzurePlatformException(Kind.FORBIDDEN, "Azure does not allow that");
    }
    int space = said.indexOf(' ');
    return answer(
        "IP flow of " + virtualMachine,
        said,
        new IpFlowVerdict(
            direction,
            flow,
            Access.valueOf(said.substring(0, space).toUpperCase(java.util.Locale.ROOT)),
            said.substring(space + 1)));
  }

  @Override
  public PlatformAnswer<NextHopAnswer> nextHop(
      String virtualMachine, InetAddress source, InetAddress destination) {
    String[] parts = hop.split(" ");
    return answer(
        "next hop of " + virtualMachine,
        hop,
        new NextHopAnswer(parts[0], parts.length < 2 ? null : IpAddresses.parse(parts[1]), null));
  }

  @Override
  public PlatformAnswer<ConnectionCheck> troubleshootConnection(
      String virtualMachine, String address, int port) {
    if (connection == null) {
      throw new AzurePlatformException(Kind.REFUSED, "the agent is not installed on the machine");
    }
    return answer("connection from " + virtualMachine, connection.toString(), connection);
  }

  <T> PlatformAnswer<T> answer(String subject, String says, T value) {
    return new PlatformAnswer<>(
        value,
        scope.record(
            new PlatformObservation(
                provenance("Azure", subject), new Outcome.Told(says), subject, says),
            Journal.Role.CHECK));
  }

  TcpObservation observed(Outcome outcome, String address, int port) {
    return observed(outcome, address, port, "10.1.1.4");
  }

  TcpObservation observed(Outcome outcome, String address, int port, @Nullable String from) {
    return scope.record(
        new TcpObservation(
            provenance("client", "tcp " + address + ":" + port),
            outcome,
            address + ":" + port,
            null,
            new InetSocketAddress(IpAddresses.parse(address), port),
            from == null ? null : IpAddresses.parse(from)),
        Journal.Role.CHECK);
  }

  private Provenance provenance(String vantage, String question) {
    return new Provenance(
        scope.nextNumber(),
        vantage,
        question,
        now,
        new Timings(Map.of(), Duration.ZERO),
        Diagnosis.unknown(),
        scope);
  }
}
