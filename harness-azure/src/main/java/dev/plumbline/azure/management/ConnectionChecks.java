package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.NameBasedId;
import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.management.WatcherActions.Place;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.rules.EffectiveRoute;
import dev.plumbline.azure.rules.EffectiveRoute.NextHop;
import dev.plumbline.azure.rules.FiveTuple;
import dev.plumbline.azure.rules.FlowEvaluation;
import dev.plumbline.azure.rules.FlowEvaluation.Outcome;
import dev.plumbline.azure.rules.IpProtocol;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.azure.rules.SecurityEvaluation;
import dev.plumbline.azure.rules.SecurityEvaluation.GroupEvaluation;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether something in a subnet reaches an address and port, and what stops it: the fate of the
 * flow by the network, and its reason by the security groups and routes.
 */
final class ConnectionChecks {

  private static final int SOME_PORT = 50_000;
  private static final int PROBES = 3;

  private final NetworkRules rules;
  private final LabState state;

  ConnectionChecks(NetworkRules rules, LabState state) {
    this.rules = rules;
    this.state = state;
  }

  /**
   * What a check found.
   *
   * @param reached whether the destination was reached
   * @param hops the hops, in the shape of the answers
   * @param latency how long one way and back takes, in milliseconds
   */
  record Result(boolean reached, List<Map<String, Object>> hops, long latency) {

    Map<String, Object> json(String status) {
      Fields fields = Fields.of().with("hops", hops).with("connectionStatus", status);
      if (reached) {
        fields
            .with("avgLatencyInMs", latency)
            .with("minLatencyInMs", latency)
            .with("maxLatencyInMs", latency);
      }
      return fields.with("probesSent", PROBES).with("probesFailed", reached ? 0 : PROBES).map();
    }
  }

  /**
   * Checks a connection over TCP.
   *
   * @param resource the resource that it starts at
   * @param from where that is
   * @param destination an address, a host name, or a URL of one
   * @param port the port; 0 for that of the URL
   * @param target the resource that it goes to; null for none
   */
  Result check(String resource, Place from, String destination, int port, @Nullable String target) {
    String host = destination.replaceFirst("(?i)^https?://", "").replaceFirst("[/?#].*", "");
    int written = port;
    int colon = host.lastIndexOf(':');
    if (colon > 0 && host.indexOf(':') == colon) {
      written = port == 0 ? portOf(host.substring(colon + 1)) : port;
      host = host.substring(0, colon);
    }
    if (written == 0) {
      written = destination.toLowerCase(Locale.ROOT).startsWith("http://") ? 80 : 443;
    }
    InetAddress source = from.address();
    if (source == null) {
      throw new IllegalStateException(resource + " has no address");
    }
    List<InetAddress> addresses =
        IpAddresses.isLiteral(host)
            ? List.of(IpAddresses.parse(host))
            : state.in(segment(from)).resolve(host).addresses();
    if (addresses.isEmpty()) {
      return new Result(
          false,
          List.of(
              hop(
                  "Source",
                  source.getHostAddress(),
                  resource,
                  null,
                  List.of(
                      issue("Outbound", "DnsResolution", Map.of("key", "Host", "value", host))))),
          0);
    }
    return check(resource, from, source, addresses.get(0), written, target);
  }

  private static int portOf(String text) {
    return text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
  }

  private static String segment(Place place) {
    return place.subnet();
  }

  private Result check(
      String resource,
      Place from,
      InetAddress source,
      InetAddress destination,
      int port,
      @Nullable String target) {
    Verdict verdict =
        state
            .network()
            .fate(new Flow(segment(from), source, SOME_PORT, destination, port, Protocol.TCP));
    boolean reached = verdict.fate() == Fate.DELIVERED;
    FlowEvaluation why =
        rules.explain(
            segment(from), new FiveTuple(source, SOME_PORT, destination, port, IpProtocol.TCP));
    List<Map<String, Object>> atSource = new ArrayList<>();
    List<Map<String, Object>> atDestination = new ArrayList<>();
    if (!reached) {
      Optional<GroupEvaluation> group =
          why.outcome() == Outcome.DENIED
              ? why.security().stream()
                  .filter(one -> !one.allowed())
                  .findFirst()
                  .flatMap(SecurityEvaluation::decidedBy)
              : Optional.empty();
      if (group.isPresent()) {
        boolean out = group.get().direction() == Direction.OUTBOUND;
        (out ? atSource : atDestination)
            .add(
                issue(
                    out ? "Outbound" : "Inbound",
                    "NetworkSecurityRule",
                    Map.of("key", "RuleName", "value", group.get().decision().name())));
      } else if (why.outcome() == Outcome.NO_ROUTE || why.outcome() == Outcome.ASYMMETRIC) {
        atSource.add(
            issue(
                "Outbound", "UserDefinedRoute", Map.of("key", "Cause", "value", why.decidedBy())));
      } else {
        atDestination.add(
            issue("Inbound", "Unknown", Map.of("key", "Cause", "value", verdict.explanation())));
      }
    }
    List<Map<String, Object>> hops = new ArrayList<>();
    String last = NameBasedId.guid("hop " + destination.getHostAddress());
    Optional<EffectiveRoute> route =
        rules
            .routes()
            .of(segment(from))
            .select(destination)
            .filter(one -> one.nextHopType() == NextHop.VIRTUAL_APPLIANCE)
            .filter(one -> !destination.equals(one.nextHopIpAddress()));
    InetAddress appliance = route.map(EffectiveRoute::nextHopIpAddress).orElse(null);
    String next = appliance == null ? last : NameBasedId.guid("hop " + appliance.getHostAddress());
    hops.add(hop("Source", source.getHostAddress(), resource, next, atSource));
    if (appliance != null) {
      hops.add(hop("VirtualAppliance", appliance.getHostAddress(), null, last, List.of()));
    }
    hops.add(
        hop(
            target != null
                ? "VirtualMachine"
                : reached && isPublic(verdict) ? "Internet" : "Unknown",
            destination.getHostAddress(),
            target,
            null,
            atDestination));
    return new Result(reached, hops, 2 * verdict.latency().toMillis());
  }

  private static boolean isPublic(Verdict verdict) {
    return verdict.host() != null && verdict.host().segment().equals(AzureCompiler.INTERNET);
  }

  private static Map<String, Object> hop(
      String type,
      String address,
      @Nullable String resource,
      @Nullable String next,
      List<Map<String, Object>> issues) {
    return Fields.of()
        .with("type", type)
        .with("id", NameBasedId.guid("hop " + address))
        .with("address", address)
        .with("resourceId", resource)
        .with("nextHopIds", next == null ? List.of() : List.of(next))
        .with("issues", issues)
        .map();
  }

  private static Map<String, Object> issue(
      String origin, String type, Map<String, String> context) {
    return Fields.of()
        .with("origin", origin)
        .with("severity", "Error")
        .with("type", type)
        .with("context", List.of(context))
        .map();
  }
}
