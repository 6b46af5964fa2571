package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.Comparison;
import dev.plumbline.azure.platform.ConnectionCheck;
import dev.plumbline.azure.platform.EffectiveRouteList;
import dev.plumbline.azure.platform.EffectiveSecurityRules;
import dev.plumbline.azure.platform.FlowComparison;
import dev.plumbline.azure.platform.FlowQuestions;
import dev.plumbline.azure.platform.IpFlowVerdict;
import dev.plumbline.azure.platform.NextHopAnswer;
import dev.plumbline.azure.platform.PlatformAnswer;
import dev.plumbline.azure.platform.SecurityDiagnostic;
import dev.plumbline.azure.platform.ServiceNetworkStatus;
import dev.plumbline.azure.read.Topology;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.observation.Diagnosis;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.PlatformObservation;
import dev.plumbline.observation.Provenance;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.Timings;
import dev.plumbline.waf.FirewallLog;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Azure itself, asked what it says of a network: by the Azure SDK, over its interfaces for
 * management. Nothing is ever changed.
 *
 * <pre><code class='java'>
 * try (AzurePlatform azure =
 *     AzurePlatform.of("00000000-0000-0000-0000-000000000000").resourceGroup("contoso").open()) {
 *   BackendHealth health = azure.in(lab.scope()).backendHealth("contoso-gateway").value();
 * }
 * </code></pre>
 *
 * <p>Every answer is recorded in the journal with when it was asked and how long it took. A
 * question that could not be asked, or that Azure gave no usable answer to, is recorded too, and
 * throws an {@link AzurePlatformException}: nothing is known then.
 *
 * <p>Resources are given by their ids, or by bare names in the first resource group. Safe for use
 * by many threads.
 */
public final class AzurePlatform implements FlowQuestions, AutoCloseable {

  /** What stands in the place of a vantage. */
  public static final String VANTAGE = "Azure";

  private final ArmConnection connection;
  private final PlatformSettings settings;
  private final WatcherCalls watcher;
  private final Journal.Scope scope;

  private AzurePlatform(
      ArmConnection connection,
      PlatformSettings settings,
      WatcherCalls watcher,
      Journal.Scope scope) {
    this.connection = connection;
    this.settings = settings;
    this.watcher = watcher;
    this.scope = scope;
    scope.journal().secrets(settings.credential().secrets());
  }

  /**
   * Returns how a subscription is asked, to be completed and opened.
   *
   * @param subscription its id
   */
  public static AzurePlatformBuilder of(String subscription) {
    return new AzurePlatformBuilder(subscription);
  }

  /**
   * Returns how Azure is asked by a file, to be completed and opened:
   *
   * <pre>
   * subscription: ${AZURE_SUBSCRIPTION_ID}
   * tenant: ${AZURE_TENANT_ID}
   * resource-groups: [contoso]
   * credential: {kind: client-secret, client-id: 22…, secret: '${AZURE_CLIENT_SECRET}'}
   * </pre>
   *
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with the file,
   *     with everything that is
   */
  public static AzurePlatformBuilder from(Path file) {
    return PlatformDescriptor.read(file);
  }

  static AzurePlatform open(PlatformSettings settings) {
    ArmConnection connection = new ArmConnection(settings);
    return new AzurePlatform(
        connection,
        settings,
        new WatcherCalls(connection, settings),
        new Journal().scope(VANTAGE, ""));
  }

  /**
   * Returns this platform, recording in a part of a journal: that of a test is {@code lab.scope()}.
   * Everything else is shared: closing one closes both.
   */
  public AzurePlatform in(Journal.Scope other) {
    return new AzurePlatform(connection, settings, watcher, other);
  }

  /**
   * Returns the backend health of an application gateway. The gateway probes its backends for it,
   * which takes up to a minute.
   *
   * @param gateway the gateway, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<BackendHealth> backendHealth(String gateway) {
    BackendHealthCall call = new BackendHealthCall(new Ids(settings), gateway);
    return asked(call.question(), () -> call.ask(connection), BackendHealthCall::told);
  }

  /**
   * Returns the security rules in force at a network interface, of its own network security group
   * and its subnet's. Its machine must be running.
   *
   * @param networkInterface the network interface, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<EffectiveSecurityRules> effectiveSecurityRules(String networkInterface) {
    InterfaceCalls call = new InterfaceCalls(new Ids(settings), networkInterface);
    return asked(call.rulesQuestion(), () -> call.rules(connection), InterfaceCalls::told);
  }

  /**
   * Returns the routes in force at a network interface. Its machine must be running.
   *
   * @param networkInterface the network interface, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<EffectiveRouteList> effectiveRoutes(String networkInterface) {
    InterfaceCalls call = new InterfaceCalls(new Ids(settings), networkInterface);
    return asked(call.routesQuestion(), () -> call.routes(connection), InterfaceCalls::told);
  }

  /**
   * Returns which rule at a virtual machine decides a flow (IP flow verify). The rules at the other
   * end, and routes, are not asked.
   *
   * @param virtualMachine the machine at one end of the flow, by name or id
   * @param direction whether the flow goes into the machine or out of it
   * @param flow a flow of TCP or UDP
   * @throws AzurePlatformException when there is no answer
   */
  @Override
  public PlatformAnswer<IpFlowVerdict> verifyIpFlow(
      String virtualMachine, Direction direction, FiveTuple flow) {
    if (!flow.protocol().hasPorts()) {
      throw new IllegalArgumentException(
          "IP flow verify knows TCP and UDP, not "
              + flow.protocol()
              + ": ask diagnoseSecurity(..)");
    }
    ResourceId machine = watcher.machine(virtualMachine);
    Question question =
        watcher.question(
            "IP flow %s %s, %s"
                .formatted(
                    direction == Direction.INBOUND ? "into" : "out of", machine.lastName(), flow),
            "ipFlowVerify",
            machine);
    return asked(
        question,
        () -> watcher.verify(question, machine, direction, flow),
        verdict -> new Saying(verdict.toString(), List.of(verdict.toString())));
  }

  /**
   * Returns where a virtual machine's packets to an address go first (next hop).
   *
   * @param virtualMachine the machine, by name or id
   * @param source its address
   * @param destination where the packets go to
   * @throws AzurePlatformException when there is no answer
   */
  @Override
  public PlatformAnswer<NextHopAnswer> nextHop(
      String virtualMachine, InetAddress source, InetAddress destination) {
    ResourceId machine = watcher.machine(virtualMachine);
    Question question =
        watcher.question(
            "next hop of %s to %s".formatted(machine.lastName(), destination.getHostAddress()),
            "nextHop",
            machine);
    return asked(
        question,
        () -> watcher.nextHop(question, machine, source, destination),
        hop -> new Saying(hop.toString(), List.of(hop.toString())));
  }

  /**
   * Returns what Azure finds when it connects from a virtual machine (connection troubleshoot). It
   * sends packets, and needs the Network Watcher agent on the machine. Mind {@link
   * ConnectionCheck#isAnsweredByFirewall}.
   *
   * @param virtualMachine the machine, by name or id
   * @param address an address or host name
   * @param port a TCP port
   * @throws AzurePlatformException when there is no answer
   */
  @Override
  public PlatformAnswer<ConnectionCheck> troubleshootConnection(
      String virtualMachine, String address, int port) {
    ResourceId machine = watcher.machine(virtualMachine);
    Question question =
        watcher.question(
            "connection from %s to %s:%d".formatted(machine.lastName(), address, port),
            "connectivityCheck",
            machine);
    return asked(
        question, () -> watcher.connect(question, machine, address, port), AzurePlatform::told);
  }

  /**
   * Returns every rule that is tried for a flow at a resource (NSG diagnostics, the network
   * configuration diagnostic).
   *
   * @param target the id of a virtual machine, a network interface, or an application gateway
   * @param direction whether the flow goes into it or out of it
   * @param flow the flow; its source port is not asked about
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<SecurityDiagnostic> diagnoseSecurity(
      String target, Direction direction, FiveTuple flow) {
    ResourceId id =
        ResourceId.parse(target)
            .orElseThrow(
                () -> new IllegalArgumentException("\"" + target + "\" is no id of a resource"));
    Question question =
        watcher.question(
            "security rules for %s %s %s"
                .formatted(flow, direction == Direction.INBOUND ? "into" : "out of", id.lastName()),
            "networkConfigurationDiagnostic",
            id);
    return asked(
        question,
        () -> watcher.diagnose(question, id, direction, flow),
        found ->
            new Saying(
                found.access() == Access.ALLOW ? "allow" : "deny",
                found.groups().stream()
                    .map(
                        group ->
                            group.rule() == null
                                ? group.networkSecurityGroup() + ": no rule matches"
                                : "%s: %s by %s"
                                    .formatted(
                                        group.networkSecurityGroup(), group.action(), group.rule()))
                    .toList()));
  }

  /**
   * Returns whether the instances of an API Management service reach what they depend on, region by
   * region. Azure refreshes it about every 15 minutes.
   *
   * @param service the service, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<ServiceNetworkStatus> networkStatus(String service) {
    ApiManagementCalls call = new ApiManagementCalls(new Ids(settings), service);
    return asked(call.statusQuestion(), () -> call.status(connection), ApiManagementCalls::told);
  }

  /**
   * Returns what an API Management service finds when it connects to an address.
   *
   * @param service the service, by name or id
   * @param region the region of the instance, as Azure names it: {@code westeurope}
   * @param address an address or host name
   * @param port a TCP port
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<ConnectionCheck> checkConnection(
      String service, String region, String address, int port) {
    ApiManagementCalls call = new ApiManagementCalls(new Ids(settings), service);
    return asked(
        call.connectionQuestion(address, port),
        () -> call.connect(connection, region, address, port),
        AzurePlatform::told);
  }

  /**
   * Returns a web application firewall policy of application gateways. What of it the policy's data
   * has no place for is {@linkplain PlatformAnswer#unread unread}.
   *
   * @param policy the policy, by name or id
   * @throws AzurePlatformException when there is no answer
   */
  public PlatformAnswer<WebApplicationFirewallPolicy> webApplicationFirewallPolicy(String policy) {
    FirewallPolicyCall call = new FirewallPolicyCall(new Ids(settings), policy);
    PlatformAnswer<FirewallPolicyCall.Told> answer =
        asked(call.question(), () -> call.ask(connection), FirewallPolicyCall::told);
    return new PlatformAnswer<>(
        answer.value().policy(), answer.observation(), answer.value().unread());
  }

  /**
   * Returns the resources of the resource groups as they are now, as {@link Topology#from} reads
   * them from files, with the security groups, route tables, policies and addresses in other groups
   * that they refer to. What is not understood is told by its notes.
   *
   * @throws AzurePlatformException when there is no answer; also when one of the resources may not
   *     be read, or a resource group shows none that has a part in a network
   * @throws dev.plumbline.descriptor.DescriptorException when they make no network
   */
  public PlatformAnswer<Topology> topology() {
    Discovery discovery = new Discovery(connection, settings);
    return asked(discovery.question(), discovery::read, Discovery::told);
  }

  /**
   * Returns the log of application gateways in a Log Analytics workspace, from now on: {@code
   * lab.addFirewallLog(azure.firewallLog(workspace))}. Rows come minutes late; {@code
   * timeouts.firewall-log} of the environment is how long they are waited for.
   *
   * @param workspace the workspace's id, which is no resource id ({@code customerId})
   */
  public FirewallLog firewallLog(String workspace) {
    return LogAnalytics.open(
        connection,
        workspace,
        () -> {
          scope.journal().secrets(connection.tokens());
          return scope.journal().redaction();
        },
        Clock.systemUTC());
  }

  /**
   * Returns what our rules, a vantage and Azure say of a connection, to be asserted with {@code
   * assertThat(..).agrees()}. Azure is asked for the rules at the machines and for the next hop,
   * and where those do not decide it, connects itself.
   *
   * @param topology the resources that the prediction is made from
   * @param flow a TCP flow from a virtual machine of the topology
   * @param observed the connection as a vantage on that machine saw it, told by the address it
   *     connected from; the comparison is open where that is not known, as behind a jump host of
   *     which the environment says no {@code address}
   * @throws IllegalArgumentException when the observation is of another connection or from another
   *     machine, or nothing of the topology sends the flow
   */
  public Comparison flow(AzureTopology topology, FiveTuple flow, TcpObservation observed) {
    return FlowComparison.of(topology, flow, observed, this);
  }

  private static Saying told(ConnectionCheck check) {
    List<String> facts = new ArrayList<>();
    for (ConnectionCheck.Hop hop : check.hops()) {
      facts.add(
          (hop.type() + " " + hop.address()).strip()
              + (hop.resourceId().isEmpty() ? "" : " " + hop.resourceId())
              + (hop.issues().isEmpty() ? "" : ": " + hop.issues()));
    }
    return new Saying(check.toString(), facts);
  }

  private <T> PlatformAnswer<T> asked(
      Question question, Supplier<T> call, Function<T, Saying> says) {
    int number = scope.nextNumber();
    Instant begun = Instant.now();
    long start = System.nanoTime();
    try {
      T value = call.get();
      scope.journal().secrets(connection.tokens());
      Saying saying = says.apply(value);
      return new PlatformAnswer<>(
          value,
          recorded(
              number,
              question,
              begun,
              start,
              new Outcome.Told(saying.line()),
              saying.line(),
              saying.facts()));
    } catch (AzurePlatformException e) {
      scope.journal().secrets(connection.tokens());
      String message = scope.journal().redaction().text(String.valueOf(e.getMessage()));
      recorded(number, question, begun, start, new Outcome.NotTold(message), "", List.of());
      throw new AzurePlatformException(e.kind(), message);
    }
  }

  private PlatformObservation recorded(
      int number,
      Question question,
      Instant begun,
      long start,
      Outcome outcome,
      String says,
      List<String> facts) {
    Provenance provenance =
        new Provenance(
            number,
            VANTAGE,
            question.subject(),
            begun,
            new Timings(Map.of(), Duration.ofNanos(System.nanoTime() - start)),
            new Diagnosis(facts, null, null),
            scope);
    return scope.record(
        new PlatformObservation(provenance, outcome, question.subject(), says), Journal.Role.CHECK);
  }

  /** Closes the connections. Closing twice is harmless. */
  @Override
  public void close() {
    connection.close();
  }
}
