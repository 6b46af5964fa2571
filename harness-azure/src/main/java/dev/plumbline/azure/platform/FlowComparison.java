package dev.plumbline.azure.platform;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.platform.Comparison.Cell;
import dev.plumbline.azure.platform.Comparison.Row;
import dev.plumbline.azure.rules.AddressPlan;
import dev.plumbline.azure.rules.DefaultSecurityRules;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TcpObservation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks all three about a TCP flow between machines: our rules, a vantage, and Azure.
 *
 * <p>Azure decides a connection only as far as it was asked: by the rules at both ends and the next
 * hop, where both ends are virtual machines and nothing on the way decides too. Elsewhere it
 * connects itself, by connection troubleshoot.
 */
public final class FlowComparison {

  /** How long before or after Azure is asked something may have been seen. */
  private static final Duration WINDOW = Duration.ofMinutes(5);

  private static final String ARRIVES = "arrives";
  private static final String DROPPED = "does not arrive";

  private final AzureTopology topology;
  private final FiveTuple flow;
  private final FlowQuestions azure;
  private final End source;
  private final @Nullable End destination;
  private final List<Observation> observations = new ArrayList<>();
  private @Nullable String unanswered;

  /** A virtual machine at one end. */
  private record End(String networkInterface, String virtualMachine, String subnet) {}

  private FlowComparison(AzureTopology topology, FiveTuple flow, FlowQuestions azure) {
    this.topology = topology;
    this.flow = flow;
    this.azure = azure;
    if (flow.protocol() != IpProtocol.TCP) {
      throw new IllegalArgumentException(
          "a vantage observes TCP connections, not " + flow.protocol());
    }
    AddressPlan plan = AddressPlan.of(topology);
    this.source =
        end(topology, plan, flow.source())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "topology \"%s\" has no network interface of a virtual machine with the address %s: Azure is asked at the machine that sends"
                            .formatted(topology.name(), flow.source().getHostAddress())));
    this.destination = end(topology, plan, flow.destination()).orElse(null);
  }

  private static Optional<End> end(AzureTopology topology, AddressPlan plan, InetAddress address) {
    for (NetworkInterface nic : topology.networkInterfaces()) {
      for (IpConfiguration ip : nic.ipConfigurations()) {
        if (nic.virtualMachine() != null && plan.of(ip).equals(address)) {
          return Optional.of(new End(nic.name(), nic.virtualMachine(), ip.subnet()));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns what all three say of a flow.
   *
   * @param topology the resources that the prediction is made from
   * @param flow a TCP flow from a virtual machine of the topology
   * @param observed the connection as a vantage on that machine saw it, told by the address it
   *     connected from; null when none did. Then the comparison is open, and so it is where that
   *     address is not known, and where the vantage looked more than five minutes before Azure was
   *     asked
   * @param azure who is asked
   * @throws IllegalArgumentException when the observation is of another connection, from another
   *     machine, or in another journal than Azure's answers
   */
  public static Comparison of(
      AzureTopology topology,
      FiveTuple flow,
      @Nullable TcpObservation observed,
      FlowQuestions azure) {
    return new FlowComparison(topology, flow, azure).compare(observed);
  }

  private Comparison compare(@Nullable TcpObservation observed) {
    Cell seen = observed(observed);
    NetworkRules rules = NetworkRules.of(topology);
    FlowEvaluation evaluation = rules.explain(source.subnet(), flow);
    SecurityEvaluation out = rules.securityGroups().outbound(source.subnet(), flow);
    Optional<EffectiveRoute> route = rules.routes().of(source.subnet()).select(flow.destination());

    IpFlowVerdict leaving =
        asked(() -> azure.verifyIpFlow(source.virtualMachine(), Direction.OUTBOUND, flow));
    Cell leavingCell = rule(leaving, out);
    NextHopAnswer hop =
        asked(() -> azure.nextHop(source.virtualMachine(), flow.source(), flow.destination()));
    Cell hopCell =
        hop == null ? unanswered() : Cell.said(hop(hop.type(), hop.address()), hop.toString());
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row("out of " + source.networkInterface(), predicted(out), Cell.none(), leavingCell));
    rows.add(
        new Row(
            "next hop",
            route
                .map(
                    r -> Cell.said(hop(r.nextHopType().toString(), r.nextHopIpAddress()), shown(r)))
                .orElse(Cell.said(hop("None", null), "None: no route")),
            Cell.none(),
            hopCell));
    IpFlowVerdict coming = null;
    if (destination != null) {
      SecurityEvaluation in = rules.securityGroups().inbound(destination.subnet(), flow);
      coming =
          asked(() -> azure.verifyIpFlow(destination.virtualMachine(), Direction.INBOUND, flow));
      rows.add(
          new Row(
              "into " + destination.networkInterface(),
              predicted(in),
              Cell.none(),
              rule(coming, in)));
    }
    Cell connection = connection(leaving, hop, coming);
    rows.add(
        0,
        new Row(
            "connection",
            Cell.said(
                evaluation.allowed() ? ARRIVES : DROPPED,
                evaluation.allowed()
                    ? ARRIVES
                    : word(evaluation.outcome()) + evaluation.decidedBy()),
            observed == null ? seen : ofNow(observed, seen),
            connection));
    return new Comparison(flow.toString(), rows, observations);
  }

  /** What denies says so itself. */
  private static String word(FlowEvaluation.Outcome outcome) {
    return outcome == FlowEvaluation.Outcome.DENIED
        ? ""
        : outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": ";
  }

  private Cell observed(@Nullable TcpObservation observed) {
    if (observed == null) {
      return Cell.missing("no vantage was asked");
    }
    InetSocketAddress dialled = observed.dialled();
    if (dialled != null
        && (!dialled.getAddress().equals(flow.destination())
            || dialled.getPort() != flow.destinationPort())) {
      throw new IllegalArgumentException(
          "observation #%d is of a connection to %s:%d, and the flow goes to %s:%d"
              .formatted(
                  observed.number(),
                  dialled.getAddress().getHostAddress(),
                  dialled.getPort(),
                  flow.destination().getHostAddress(),
                  flow.destinationPort()));
    }
    InetAddress from = observed.from();
    if (from != null && !from.equals(flow.source())) {
      throw new IllegalArgumentException(
          "observation #%d is of a connection from %s, where vantage \"%s\" is, and the flow comes from %s: Azure is asked at that machine, so look from there too; in a simulated network its address says where a vantage is"
              .formatted(
                  observed.number(),
                  from.getHostAddress(),
                  observed.provenance().vantage(),
                  flow.source().getHostAddress()));
    }
    observations.add(observed);
    Outcome outcome = observed.outcome();
    String shown = outcome.describe() + " from " + observed.provenance().vantage();
    if (from == null) {
      return Cell.missing(
          shown
              + ", and it is not known from which machine that looks: give the vantage its address in the environment");
    } else if (dialled == null || outcome.vantageFailure() != null) {
      return Cell.missing(shown);
    } else if (outcome instanceof Outcome.Open || outcome instanceof Outcome.Refused) {
      // Who refuses was reached.
      return Cell.said(ARRIVES, shown);
    } else if (outcome instanceof Outcome.TimedOut && outcome.phase() == Phase.CONNECT
        || outcome instanceof Outcome.NoRoute) {
      return observed.provenance().scope().journal().controlFor(observed).isPresent()
          ? Cell.said(DROPPED, shown)
          : Cell.missing(shown + ", which reached nothing else either");
    }
    return Cell.missing(shown);
  }

  /** What was seen at another time, or where something else is recorded, is of another network. */
  private Cell ofNow(TcpObservation observed, Cell seen) {
    Instant looked = observed.provenance().startedAt();
    for (Observation answer : observations) {
      if (answer.provenance().scope().journal() != observed.provenance().scope().journal()) {
        throw new IllegalArgumentException(
            "observation #%d is in another journal than what Azure says: ask Azure with azure.in(lab.scope()) of the lab whose vantage looks"
                .formatted(observed.number()));
      }
      Duration apart = Duration.between(looked, answer.provenance().startedAt()).abs();
      if (apart.compareTo(WINDOW) > 0) {
        return Cell.missing(
            "%s, %d min away from what Azure says: look again"
                .formatted(seen.shown(), apart.toMinutes()));
      }
    }
    return seen;
  }

  /** Returns an answer, which is among the observations; null for none. */
  private <T> @Nullable T asked(Supplier<PlatformAnswer<T>> question) {
    try {
      PlatformAnswer<T> answer = question.get();
      observations.add(answer.observation());
      return answer.value();
    } catch (AzurePlatformException e) {
      unanswered = String.valueOf(e.getMessage());
      return null;
    }
  }

  private Cell unanswered() {
    return Cell.missing(String.valueOf(unanswered));
  }

  private Cell rule(@Nullable IpFlowVerdict verdict, SecurityEvaluation predicted) {
    if (verdict == null) {
      return unanswered();
    }
    String access = verdict.access() == Access.ALLOW ? "allow" : "deny";
    boolean one = allowing(predicted, verdict.rule());
    return Cell.said(
        predicted.groups().isEmpty() && isNobodys(verdict.rule())
            ? access
            : access + (one ? " by a rule of each group" : " by " + verdict.rule()),
        verdict.toString());
  }

  /** Whether a rule is of the platform: where there is no group, no other one can decide. */
  private static boolean isNobodys(String rule) {
    return rule.isBlank()
        || Stream.of(Direction.values())
            .flatMap(direction -> DefaultSecurityRules.of(direction).stream())
            .anyMatch(one -> one.name().equalsIgnoreCase(rule));
  }

  /** What two groups allow is allowed by a rule of each, and Azure names one of them. */
  private static boolean allowing(SecurityEvaluation predicted, String rule) {
    return predicted.allowed()
        && predicted.groups().stream().anyMatch(g -> g.decision().name().equals(rule));
  }

  private static Cell predicted(SecurityEvaluation evaluation) {
    if (evaluation.groups().isEmpty()) {
      return Cell.said("allow", "allow, no network security group");
    }
    return evaluation.allowed()
        ? Cell.said(
            "allow by a rule of each group",
            "allow by "
                + String.join(
                    ", ", evaluation.groups().stream().map(g -> g.decision().name()).toList()))
        : Cell.said(
            "deny by " + evaluation.decidedBy().orElseThrow().decision().name(),
            "deny by " + evaluation.decidedBy().orElseThrow().decision().name());
  }

  /** Which address a gateway has is in no description. */
  private static String hop(String type, @Nullable InetAddress address) {
    String key = type.toLowerCase(Locale.ROOT);
    return key.equals("virtualnetworkgateway") || address == null
        ? key
        : key + " " + address.getHostAddress();
  }

  private static String shown(EffectiveRoute route) {
    return route.nextHopType()
        + (route.nextHopIpAddress() == null ? "" : " " + route.nextHopIpAddress().getHostAddress())
        + (route.name() == null ? "" : " (route " + route.name() + ")");
  }

  private Cell connection(
      @Nullable IpFlowVerdict leaving,
      @Nullable NextHopAnswer hop,
      @Nullable IpFlowVerdict coming) {
    for (IpFlowVerdict verdict : new @Nullable IpFlowVerdict[] {leaving, coming}) {
      if (verdict != null && verdict.access() == Access.DENY) {
        return Cell.said(
            DROPPED, (verdict.direction() == Direction.INBOUND ? "in: " : "out: ") + verdict);
      }
    }
    if (hop != null && hop.type().equalsIgnoreCase("None")) {
      return Cell.said(DROPPED, "next hop None");
    }
    if (leaving != null && coming != null && hop != null && isDirect(hop)) {
      return Cell.said(ARRIVES, "allowed at both ends");
    }
    ConnectionCheck check =
        asked(
            () ->
                azure.troubleshootConnection(
                    source.virtualMachine(),
                    flow.destination().getHostAddress(),
                    flow.destinationPort()));
    if (check == null) {
      return unanswered();
    }
    Function<String, Cell> said = value -> Cell.said(value, check.toString());
    if (check.isAnsweredByFirewall()) {
      return Cell.missing(check.toString());
    }
    return check.isReachable()
        ? said.apply(ARRIVES)
        : check.isUnreachable() ? said.apply(DROPPED) : Cell.missing(check.toString());
  }

  /** Where nothing but the platform is on the way. */
  private static boolean isDirect(NextHopAnswer hop) {
    return hop.type().equalsIgnoreCase("VnetLocal") || hop.type().equalsIgnoreCase("VNetPeering");
  }
}
