package dev.plumbline.azure.management;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.network.Network.PortRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The health of one pool under some settings, by a probe that is asked with the question: as in the
 * network that is described, were the settings to have that probe.
 */
final class OnDemandHealth {

  /** No name that a resource may have, so that it is nobody else's. */
  private static final String PROBE = "on demand";

  private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

  private final AzureTopology topology;
  private final ApplicationGateway gateway;
  private final JsonNode body;

  private OnDemandHealth(AzureTopology topology, ApplicationGateway gateway, JsonNode body) {
    this.topology = topology;
    this.gateway = gateway;
    this.body = body;
  }

  /**
   * Returns the one entry asked for.
   *
   * @param body what is asked: a probe, the pool, and the settings
   * @throws ManagementException when it names what is not there, or is no probe
   */
  static BackendHealth.Entry of(AzureTopology topology, ApplicationGateway gateway, JsonNode body) {
    return new OnDemandHealth(topology, gateway, body).entry();
  }

  private BackendHealth.Entry entry() {
    String pool =
        named("backendAddressPool", gateway.backendAddressPools(), BackendAddressPool::name);
    String settings =
        named("backendHttpSettings", gateway.backendHttpSettings(), BackendHttpSettings::name);
    BackendHttpSettings asked =
        gateway.backendHttpSettings().stream()
            .filter(one -> one.name().equals(settings))
            .findFirst()
            .orElseThrow();
    List<Probe> probes = new ArrayList<>(gateway.probes());
    probes.add(probe(asked));
    ApplicationGateway probing =
        gateway.toBuilder()
            .probes(probes)
            .backendHttpSettings(
                gateway.backendHttpSettings().stream()
                    .map(one -> one == asked ? withProbe(one) : one)
                    .toList())
            .build();
    AzureTopology changed =
        topology.toBuilder()
            .applicationGateways(
                topology.applicationGateways().stream()
                    .map(one -> one == gateway ? probing : one)
                    .toList())
            .build();
    try (LabState state = new LabState(AzureCompiler.compile(changed), null)) {
      return BackendHealth.of(changed, gateway.name(), state::probe).entries().stream()
          .filter(one -> one.pool().equals(pool) && one.settings().equals(settings))
          .findFirst()
          .orElseThrow(
              () ->
                  ManagementException.badRequest(
                      "NotSimulated",
                      "No rule of application gateway "
                          + gateway.name()
                          + " uses the pool '"
                          + pool
                          + "' with the settings '"
                          + settings
                          + "', and the simulation probes only such."));
    }
  }

  /** Returns the name of a part of the gateway that is asked for by its identifier. */
  private <T> String named(String member, List<T> parts, Function<T, String> name) {
    String id = WatcherActions.text(body.path(member), "id");
    String last = ResourceIds.last(id);
    return parts.stream()
        .map(name)
        .filter(last::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                ManagementException.badRequest(
                    "InvalidResourceReference",
                    "Resource " + id + " referenced by " + member + " was not found."));
  }

  private Probe probe(BackendHttpSettings settings) {
    boolean picked = body.path("pickHostNameFromBackendHttpSettings").asBoolean(false);
    String protocol = body.path("protocol").asString(settings.protocol().name());
    int timeout = body.path("timeout").asInt(30);
    if (timeout < 1 || timeout > 86_400) {
      throw invalid("timeout", Integer.toString(timeout), "seconds within 1 to 86400");
    }
    String text = body.path("match").path("body").asString("");
    return new Probe(
        PROBE,
        protocol(protocol),
        picked ? null : WatcherActions.text(body, "host"),
        picked,
        body.path("path").asString("/"),
        null,
        Duration.ofSeconds(30),
        Duration.ofSeconds(timeout),
        1,
        0,
        statuses(),
        text.isEmpty() ? null : text);
  }

  private static Protocol protocol(String text) {
    for (Protocol protocol : new Protocol[] {Protocol.HTTP, Protocol.HTTPS}) {
      if (protocol.name().equalsIgnoreCase(text)) {
        return protocol;
      }
    }
    throw invalid("protocol", text.toLowerCase(Locale.ROOT), "Http or Https");
  }

  private List<PortRange> statuses() {
    List<PortRange> all = new ArrayList<>();
    for (JsonNode one : body.path("match").path("statusCodes")) {
      Matcher matcher = STATUS.matcher(one.asString(""));
      if (!matcher.matches()) {
        throw invalid("statusCodes", one.asString(""), "200 or 200-399");
      }
      int first = Integer.parseInt(matcher.group(1));
      String last = matcher.group(2);
      all.add(new PortRange(first, last == null ? first : Integer.parseInt(last)));
    }
    return all.isEmpty() ? List.of(new PortRange(200, 399)) : all;
  }

  private static ManagementException invalid(String member, String value, String wanted) {
    return ManagementException.badRequest(
        "InvalidParameterValue", "'" + value + "' is not a valid " + member + ": " + wanted + ".");
  }

  private static BackendHttpSettings withProbe(BackendHttpSettings one) {
    return new BackendHttpSettings(
        one.name(),
        one.protocol(),
        one.port(),
        one.requestTimeout(),
        one.hostName(),
        one.pickHostNameFromBackendAddress(),
        one.path(),
        PROBE,
        one.cookieBasedAffinity(),
        one.affinityCookieName(),
        one.connectionDraining(),
        one.trustedRootCertificates(),
        one.authenticationCertificates(),
        one.validateCertChainAndExpiry(),
        one.validateSNI(),
        one.sniName(),
        one.dedicatedBackendConnection());
  }
}
