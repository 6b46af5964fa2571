package dev.plumbline.azure.live;

import com.azure.resourcemanager.network.fluent.NetworkWatchersClient;
import com.azure.resourcemanager.network.fluent.models.ConnectivityInformationInner;
import com.azure.resourcemanager.network.fluent.models.NetworkConfigurationDiagnosticResponseInner;
import com.azure.resourcemanager.network.fluent.models.NetworkWatcherInner;
import com.azure.resourcemanager.network.fluent.models.NextHopResultInner;
import com.azure.resourcemanager.network.fluent.models.VerificationIpFlowResultInner;
import com.azure.resourcemanager.network.models.ConnectivityDestination;
import com.azure.resourcemanager.network.models.ConnectivityHop;
import com.azure.resourcemanager.network.models.ConnectivityIssue;
import com.azure.resourcemanager.network.models.ConnectivityParameters;
import com.azure.resourcemanager.network.models.ConnectivitySource;
import com.azure.resourcemanager.network.models.EvaluatedNetworkSecurityGroup;
import com.azure.resourcemanager.network.models.IpFlowProtocol;
import com.azure.resourcemanager.network.models.MatchedRule;
import com.azure.resourcemanager.network.models.NetworkConfigurationDiagnosticParameters;
import com.azure.resourcemanager.network.models.NetworkConfigurationDiagnosticProfile;
import com.azure.resourcemanager.network.models.NetworkConfigurationDiagnosticResult;
import com.azure.resourcemanager.network.models.NetworkSecurityGroupResult;
import com.azure.resourcemanager.network.models.NetworkSecurityRulesEvaluationResult;
import com.azure.resourcemanager.network.models.NextHopParameters;
import com.azure.resourcemanager.network.models.Protocol;
import com.azure.resourcemanager.network.models.VerbosityLevel;
import com.azure.resourcemanager.network.models.VerificationIpFlowParameters;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.AzurePlatformException;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import dev.plumbline.azure.platform.ConnectionCheck;
import dev.plumbline.azure.platform.ConnectionCheck.Hop;
import dev.plumbline.azure.platform.ConnectionCheck.Issue;
import dev.plumbline.azure.platform.IpFlowVerdict;
import dev.plumbline.azure.platform.NextHopAnswer;
import dev.plumbline.azure.platform.SecurityDiagnostic;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Asks the network watcher of a region. */
final class WatcherCalls {

  private static final String WATCHER = "Microsoft.Network/networkWatchers";
  private static final String MACHINE = "Microsoft.Compute/virtualMachines";

  private final ArmConnection azure;
  private final Ids ids;
  private final @Nullable String given;

  /** The watchers by region, and the regions of resources, as they were found. */
  private final Map<String, ResourceId> watchers = new ConcurrentHashMap<>();

  WatcherCalls(ArmConnection azure, PlatformSettings settings) {
    this.azure = azure;
    this.ids = new Ids(settings);
    this.given = settings.networkWatcher();
  }

  ResourceId machine(String name) {
    return ids.of(MACHINE, name);
  }

  Question question(String what, String action, ResourceId about) {
    return new Question(what, WATCHER + "/" + action + "/action", about.text());
  }

  IpFlowVerdict verify(Question question, ResourceId machine, Direction direction, FiveTuple flow) {
    boolean in = direction == Direction.INBOUND;
    VerificationIpFlowParameters parameters =
        new VerificationIpFlowParameters()
            .withTargetResourceId(machine.text())
            .withDirection(
                in
                    ? com.azure.resourcemanager.network.models.Direction.INBOUND
                    : com.azure.resourcemanager.network.models.Direction.OUTBOUND)
            .withProtocol(
                flow.protocol() == IpProtocol.TCP ? IpFlowProtocol.TCP : IpFlowProtocol.UDP)
            .withLocalIpAddress((in ? flow.destination() : flow.source()).getHostAddress())
            .withLocalPort(Integer.toString(in ? flow.destinationPort() : flow.sourcePort()))
            .withRemoteIpAddress((in ? flow.source() : flow.destination()).getHostAddress())
            .withRemotePort(Integer.toString(in ? flow.sourcePort() : flow.destinationPort()));
    ResourceId watcher = watcher(question, machine);
    VerificationIpFlowResultInner answer =
        azure.finished(
            question,
            () -> client().beginVerifyIpFlow(group(watcher), watcher.lastName(), parameters));
    Reading read = new Reading(question);
    return new IpFlowVerdict(
        direction,
        flow,
        read.word(Access.class, read.there(answer.access(), "access").toString()),
        Reading.ruleName(read.there(answer.ruleName(), "ruleName")));
  }

  NextHopAnswer nextHop(
      Question question, ResourceId machine, InetAddress source, InetAddress destination) {
    NextHopParameters parameters =
        new NextHopParameters()
            .withTargetResourceId(machine.text())
            .withSourceIpAddress(source.getHostAddress())
            .withDestinationIpAddress(destination.getHostAddress());
    ResourceId watcher = watcher(question, machine);
    NextHopResultInner answer =
        azure.finished(
            question,
            () -> client().beginGetNextHop(group(watcher), watcher.lastName(), parameters));
    Reading read = new Reading(question);
    String address = answer.nextHopIpAddress();
    String table = answer.routeTableId();
    return new NextHopAnswer(
        read.there(answer.nextHopType(), "nextHopType").toString(),
        address == null || address.isBlank() ? null : read.meant(address, IpAddresses::parse),
        table == null || !table.contains("/") ? null : Reading.lastName(table));
  }

  ConnectionCheck connect(Question question, ResourceId from, String address, int port) {
    ConnectivityParameters parameters =
        new ConnectivityParameters()
            .withSource(new ConnectivitySource().withResourceId(from.text()))
            .withDestination(new ConnectivityDestination().withAddress(address).withPort(port))
            .withProtocol(Protocol.TCP);
    ResourceId watcher = watcher(question, from);
    ConnectivityInformationInner answer =
        azure.finished(
            question,
            () -> client().beginCheckConnectivity(group(watcher), watcher.lastName(), parameters));
    Reading read = new Reading(question);
    List<Hop> hops = new ArrayList<>();
    for (ConnectivityHop hop : orNone(answer.hops())) {
      hops.add(
          new Hop(
              or(hop.type()),
              or(hop.address()),
              or(hop.resourceId()),
              orNone(hop.issues()).stream().map(WatcherCalls::issue).toList()));
    }
    return new ConnectionCheck(
        from.lastName(),
        address + ":" + port,
        port,
        read.there(answer.connectionStatus(), "connectionStatus").toString(),
        hops,
        answer.probesSent(),
        answer.probesFailed());
  }

  private static Issue issue(ConnectivityIssue issue) {
    return new Issue(
        or(issue.origin()), or(issue.severity()), or(issue.type()), orNone(issue.context()));
  }

  SecurityDiagnostic diagnose(
      Question question, ResourceId target, Direction direction, FiveTuple flow) {
    NetworkConfigurationDiagnosticParameters parameters =
        new NetworkConfigurationDiagnosticParameters()
            .withTargetResourceId(target.text())
            .withVerbosityLevel(VerbosityLevel.FULL)
            .withProfiles(
                List.of(
                    new NetworkConfigurationDiagnosticProfile()
                        .withDirection(
                            direction == Direction.INBOUND
                                ? com.azure.resourcemanager.network.models.Direction.INBOUND
                                : com.azure.resourcemanager.network.models.Direction.OUTBOUND)
                        .withProtocol(flow.protocol().name())
                        .withSource(flow.source().getHostAddress())
                        .withDestination(flow.destination().getHostAddress())
                        .withDestinationPort(Integer.toString(flow.destinationPort()))));
    ResourceId watcher = watcher(question, target);
    NetworkConfigurationDiagnosticResponseInner answer =
        azure.finished(
            question,
            () ->
                client()
                    .beginGetNetworkConfigurationDiagnostic(
                        group(watcher), watcher.lastName(), parameters));
    Reading read = new Reading(question);
    List<NetworkConfigurationDiagnosticResult> results = read.there(answer.results(), "results");
    if (results.size() != 1) {
      throw Failures.broken(question, "it has " + results.size() + " results for one flow");
    }
    NetworkSecurityGroupResult result =
        read.there(results.get(0).networkSecurityGroupResult(), "networkSecurityGroupResult");
    return new SecurityDiagnostic(
        target.text(),
        direction,
        flow,
        read.word(
            Access.class,
            read.there(result.securityRuleAccessResult(), "securityRuleAccessResult").toString()),
        read
            .there(result.evaluatedNetworkSecurityGroups(), "evaluatedNetworkSecurityGroups")
            .stream()
            .map(one -> group(read, one))
            .toList());
  }

  private static SecurityDiagnostic.Group group(Reading read, EvaluatedNetworkSecurityGroup group) {
    MatchedRule matched = group.matchedRule();
    List<SecurityDiagnostic.Rule> rules = new ArrayList<>();
    for (NetworkSecurityRulesEvaluationResult rule : orNone(group.rulesEvaluationResult())) {
      rules.add(
          new SecurityDiagnostic.Rule(
              Reading.ruleName(read.there(rule.name(), "name")),
              read.there(rule.protocolMatched(), "protocolMatched"),
              read.there(rule.sourceMatched(), "sourceMatched"),
              read.there(rule.sourcePortMatched(), "sourcePortMatched"),
              read.there(rule.destinationMatched(), "destinationMatched"),
              read.there(rule.destinationPortMatched(), "destinationPortMatched")));
    }
    return new SecurityDiagnostic.Group(
        Reading.lastName(read.there(group.networkSecurityGroupId(), "networkSecurityGroupId")),
        or(group.appliedTo()),
        matched == null || matched.ruleName() == null ? null : Reading.ruleName(matched.ruleName()),
        matched == null ? null : matched.action(),
        rules);
  }

  /** Returns the network watcher that sees a resource: that of its region. */
  private ResourceId watcher(Question question, ResourceId target) {
    if (given != null) {
      return ids.of(WATCHER, given);
    }
    String location =
        azure
            .get(
                new Question(
                    "region of " + target.lastName(), target.type() + "/read", target.text()),
                target.text() + "?api-version=" + ApiVersions.of(target.type()))
            .path("location")
            .asString("");
    String region = location.replace(" ", "").toLowerCase(Locale.ROOT);
    if (region.isEmpty()) {
      throw Failures.broken(question, target.text() + " has no \"location\"");
    }
    return watchers.computeIfAbsent(region, r -> find(question, r));
  }

  private ResourceId find(Question question, String region) {
    Question list =
        new Question(
            "network watchers of the subscription (to ask for the " + question.subject() + ")",
            WATCHER + "/read",
            question.resource());
    List<NetworkWatcherInner> all = azure.ask(list, () -> client().list().stream().toList());
    return all.stream()
        .filter(
            one ->
                one.location() != null && one.location().replace(" ", "").equalsIgnoreCase(region))
        .map(one -> ids.of(WATCHER, one.id()))
        .findFirst()
        .orElseThrow(
            () ->
                new AzurePlatformException(
                    Kind.NOT_FOUND,
                    "There is no network watcher in %s to ask for the %s; there are %s. Enable it (az network watcher configure --locations %s --enabled true), or name one with networkWatcher(..)"
                        .formatted(
                            region,
                            question.subject(),
                            all.isEmpty()
                                ? "none"
                                : all.stream()
                                    .map(one -> one.name() + " in " + one.location())
                                    .toList(),
                            region)));
  }

  private NetworkWatchersClient client() {
    return azure.network().getNetworkWatchers();
  }

  private static String group(ResourceId id) {
    return Objects.requireNonNull(id.resourceGroup());
  }

  private static String or(@Nullable Object text) {
    return text == null ? "" : text.toString();
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
