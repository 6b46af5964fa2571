package dev.plumbline.azure.compile;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CookieBasedAffinity;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.rules.PoolMembers;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.AffinityCookie;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An application gateway's pools, settings and probes: one upstream for each pair in use. */
final class ApplicationGatewayBackends {

  private static final String AFFINITY = "ApplicationGatewayAffinity";
  private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);
  private static final List<PortRange> GOOD = List.of(new PortRange(200, 399));

  private final NetworkParts parts;
  private final ApplicationGateway gateway;
  private final boolean v2;

  ApplicationGatewayBackends(NetworkParts parts, ApplicationGateway gateway) {
    this.parts = parts;
    this.gateway = gateway;
    this.v2 = gateway.sku().isV2();
  }

  List<Upstream> upstreams() {
    return BackendPair.of(parts.topology, gateway).stream().map(this::upstream).toList();
  }

  /** Returns the name in the network of a backend's certificate that a gateway knows. */
  static String certificate(ApplicationGateway gateway, String name) {
    return gateway.name() + "/backend/" + name;
  }

  private Upstream upstream(BackendPair pair) {
    BackendHttpSettings settings =
        gateway.backendHttpSettings().stream()
            .filter(s -> s.name().equals(pair.settings()))
            .findFirst()
            .orElseThrow();
    return new Upstream(
        pair.upstream(),
        members(pair.pool()),
        settings.port(),
        settings.protocol() == Protocol.HTTPS,
        settings.trustedRootCertificates().stream().map(this::issuer).toList(),
        settings.hostName(),
        settings.pickHostNameFromBackendAddress(),
        settings.requestTimeout(),
        v2 ? 504 : 502,
        502,
        probe(pair, settings),
        true,
        settings.path(),
        affinity(settings),
        verification(settings),
        v2,
        "X-AppGW-Trace-Id",
        true);
  }

  private List<String> members(String name) {
    BackendAddressPool pool =
        gateway.backendAddressPools().stream()
            .filter(p -> p.name().equals(name))
            .findFirst()
            .orElseThrow();
    List<String> members = new ArrayList<>(pool.backendAddresses());
    for (String reference : pool.backendIPConfigurations()) {
      PoolMembers.ipConfiguration(parts.topology, reference)
          .map(ip -> parts.addresses.of(ip).getHostAddress())
          .ifPresent(members::add);
    }
    return members;
  }

  private String issuer(String root) {
    return gateway.trustedRootCertificates().stream()
        .filter(r -> r.name().equals(root))
        .findFirst()
        .map(TrustedRootCertificate::issuer)
        .orElse(root);
  }

  private static List<AffinityCookie> affinity(BackendHttpSettings settings) {
    if (settings.cookieBasedAffinity() == CookieBasedAffinity.DISABLED) {
      return List.of();
    }
    String name = settings.affinityCookieName();
    String cookie = name == null ? AFFINITY : name;
    return List.of(
        new AffinityCookie(cookie + "CORS", "Path=/; SameSite=None; Secure"),
        new AffinityCookie(cookie, "Path=/"));
  }

  /**
   * v2: chain and dates, and the name asked for or told. v1: the pool member is the server name,
   * and where the backend's certificate was uploaded its key decides.
   */
  private @Nullable Verification verification(BackendHttpSettings settings) {
    if (v2) {
      boolean usual =
          settings.validateCertChainAndExpiry()
              && settings.validateSNI()
              && settings.sniName() == null;
      return usual
          ? null
          : new Verification(
              List.of(),
              settings.validateCertChainAndExpiry(),
              settings.validateSNI(),
              settings.sniName(),
              false);
    }
    List<String> exactly =
        gateway.authenticationCertificates().stream()
            .filter(c -> settings.authenticationCertificates().contains(c.name()))
            .filter(c -> !c.certificateNames().isEmpty())
            .map(c -> certificate(gateway, c.name()))
            .toList();
    return new Verification(exactly, true, true, null, true);
  }

  private Network.Probe probe(BackendPair pair, BackendHttpSettings settings) {
    boolean fromMember = settings.pickHostNameFromBackendAddress();
    return BackendPair.custom(gateway, pair.settings())
        .map(
            custom -> {
              boolean pick = custom.pickHostNameFromBackendHttpSettings();
              return new Network.Probe(
                  pair.probe(),
                  custom.protocol() == Protocol.HTTPS,
                  pick ? settings.hostName() : custom.host(),
                  custom.port(),
                  custom.path(),
                  custom.interval(),
                  custom.timeout(),
                  custom.unhealthyThreshold(),
                  custom.statusCodes().isEmpty() ? GOOD : custom.statusCodes(),
                  custom.matchBody(),
                  pick && fromMember,
                  custom.minServers(),
                  !v2);
            })
        .orElseGet(
            () ->
                new Network.Probe(
                    pair.probe(),
                    settings.protocol() == Protocol.HTTPS,
                    settings.hostName(),
                    null,
                    "/",
                    DEFAULT_INTERVAL,
                    DEFAULT_INTERVAL,
                    3,
                    GOOD,
                    null,
                    fromMember,
                    0,
                    !v2));
  }
}
