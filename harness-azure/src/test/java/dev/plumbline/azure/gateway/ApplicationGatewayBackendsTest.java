package dev.plumbline.azure.gateway;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;
import static dev.plumbline.azure.gateway.GatewayStage.listener;
import static dev.plumbline.azure.gateway.GatewayStage.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.document.BackendHealth;
import dev.plumbline.azure.document.BackendHealth.Health;
import dev.plumbline.azure.model.ApplicationGateway.AuthenticationCertificate;
import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.BackendHttpSettings;
import dev.plumbline.azure.model.ApplicationGateway.CookieBasedAffinity;
import dev.plumbline.azure.model.ApplicationGateway.FrontendIPConfiguration;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.TrustedRootCertificate;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import dev.plumbline.azure.model.NetworkInterface.IpConfiguration;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.probe.HttpProbe;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools, settings, certificates and probes of application gateways. */
class ApplicationGatewayBackendsTest {

  private static final String WWW = "http://www.contoso.net";
  private static final String PROBE = "gateway/pool/settings/default";

  private static HttpObservation get(Lab lab, String url) {
    return lab.vantage("internet").get(url);
  }

  private static BackendHealth health(GatewayStage stage, Lab lab) {
    return BackendHealth.of(stage.topology(), "gateway", lab.vantage("gateway-subnet")::probe);
  }

  /** Settings over TLS; the Host header is {@code www.contoso.net}. */
  private static BackendHttpSettings secure(
      @Nullable String hostName,
      List<String> roots,
      List<String> exactly,
      boolean chain,
      boolean name,
      @Nullable String sniName) {
    return new BackendHttpSettings(
        "settings",
        Protocol.HTTPS,
        443,
        Duration.ofSeconds(5),
        hostName,
        false,
        null,
        null,
        CookieBasedAffinity.DISABLED,
        null,
        null,
        roots,
        exactly,
        chain,
        name,
        sniName,
        false);
  }

  @ParameterizedTest
  @CsvSource({
    // the certificate is for www.contoso.net and web.contoso.internal
    "www.contoso.net, true, , 200, Success. Received 200 status code",
    "other.contoso.net, true, , 502, The Common Name of the leaf certificate",
    "other.contoso.net, false, , 200, Success. Received 200 status code",
    "other.contoso.net, true, web.contoso.internal, 200, Success. Received 200 status code",
  })
  void in_v2_the_name_of_a_backends_certificate_counts_unless_told_otherwise(
      String host, boolean validateSni, @Nullable String sniName, int status, String log) {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.backendHttpSettings(
                        secure(host, List.of(), List.of(), true, validateSni, sniName)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(status);
      assertThat(health(stage, lab).entries().get(0).servers())
          .allSatisfy(server -> assertThat(server.healthProbeLog()).contains(log));
      if (status == 200) {
        assertThat(get(lab, WWW + "/")).hasJson("/sni", sniName == null ? host : sniName);
      }
    }
  }

  @Test
  void in_v2_a_backend_of_another_authority_needs_its_root() {
    GatewayStage stage =
        GatewayStage.v2()
            .around(n -> n.certificateOf("corporate", "web", "www.contoso.net"))
            .with(
                g ->
                    g.trustedRootCertificates(
                        List.of(
                            new TrustedRootCertificate("right", "corporate"),
                            new TrustedRootCertificate("wrong", "somebody"))));
    for (String root : List.of("", "right", "wrong")) {
      stage.with(
          g ->
              g.backendHttpSettings(
                  secure(
                      "www.contoso.net",
                      root.isEmpty() ? List.of() : List.of(root),
                      List.of(),
                      true,
                      true,
                      null)));
      try (Lab lab = stage.open()) {
        assertThat(get(lab, WWW + "/")).hasStatus(root.equals("right") ? 200 : 502);
        assertThat(health(stage, lab).entries().get(0).servers().get(0).healthProbeLog())
            .contains(
                switch (root) {
                  case "" -> "not signed by a well-known Certificate Authority (CA)";
                  case "right" -> "Success";
                  default -> "not signed by any Root certificates uploaded";
                });
      }
    }
  }

  @Test
  void issuer_and_dates_do_not_count_where_the_settings_say_so() {
    GatewayStage stage =
        GatewayStage.v2()
            .around(n -> n.certificateOf("corporate", "web", "www.contoso.net"))
            .with(
                g ->
                    g.backendHttpSettings(
                        secure("www.contoso.net", List.of(), List.of(), false, true, null)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void in_v1_a_backend_must_present_the_very_key_that_was_uploaded(boolean same) {
    List<String> names =
        same ? List.of("www.contoso.net", "web.contoso.internal") : List.of("api.contoso.net");
    GatewayStage stage =
        GatewayStage.v1()
            .with(
                g ->
                    g.authenticationCertificates(
                        List.of(new AuthenticationCertificate("backend", names))))
            .with(
                g ->
                    g.backendHttpSettings(
                        secure(
                            "www.contoso.net", List.of(), List.of("backend"), true, true, null)));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(same ? 200 : 502);
      if (same) {
        // An address in the pool: no server name is sent.
        assertThat(get(lab, WWW + "/")).hasJson("/sni", null);
      }
    }
  }

  @Test
  void the_host_of_every_member_is_its_own_name() {
    GatewayStage stage =
        GatewayStage.v2()
            .around(n -> n.zone("contoso.internal", "web4 A 10.1.2.4", "web5 A 10.1.2.5"))
            .with(
                g ->
                    g.backendAddressPools(
                            new BackendAddressPool(
                                "pool", List.of("web4.contoso.internal", "web5.contoso.internal")))
                        .backendHttpSettings(
                            new BackendHttpSettings(
                                "settings",
                                Protocol.HTTP,
                                80,
                                Duration.ofSeconds(5),
                                null,
                                true,
                                "probe",
                                List.of()))
                        .probes(
                            new Probe(
                                "probe",
                                Protocol.HTTP,
                                null,
                                true,
                                "/",
                                null,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                3,
                                List.of(),
                                null)));
    try (Lab lab = stage.open()) {
      for (int i = 0; i < 2; i++) {
        HttpObservation answer = get(lab, WWW + "/");
        assertThat(answer).hasStatus(200);
        assertThat(answer.answer().orElseThrow().text())
            .containsPattern("\"host\":\"(web[45])\".*\"host\":\\[\"\\1.contoso.internal\"\\]");
      }
      for (String member : List.of("web4", "web5")) {
        assertThat(lab.arrivals(member).get(0).headers())
            .anyMatch(h -> h.value().equals(member + ".contoso.internal"));
      }
    }
  }

  @Test
  void a_name_that_no_longer_resolves_keeps_its_last_address() {
    GatewayStage stage =
        GatewayStage.v2()
            .around(n -> n.zone("contoso.internal", "web4 A 10.1.2.4"))
            .with(
                g ->
                    g.backendAddressPools(
                        new BackendAddressPool("pool", List.of("web4.contoso.internal"))));
    try (Lab lab = stage.open()) {
      try (Lab.Guard gone = lab.fault(Fault.servfail("web4.contoso.internal"))) {
        assertThat(gone).isNotNull();
        assertThat(get(lab, WWW + "/")).hasStatus(200);
        lab.advance(Duration.ofMinutes(5));
        assertThat(get(lab, WWW + "/")).hasStatus(200);
      }
    }
  }

  @Test
  void a_name_that_never_resolved_makes_no_probe() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.backendAddressPools(
                        new BackendAddressPool("pool", List.of("nobody.contoso.internal"))));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(502);
      assertThat(health(stage, lab).entries().get(0).servers())
          .singleElement()
          .satisfies(
              server -> {
                assertThat(server.address()).isEqualTo("nobody.contoso.internal");
                assertThat(server.health()).isEqualTo(Health.UNHEALTHY);
                assertThat(server.healthProbeLog())
                    .contains("could not create a probe for this backend")
                    .contains("FQDN");
              });
    }
  }

  @Test
  void members_are_taken_as_healthy_up_to_the_fewest_that_the_probe_names() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.probes(
                            new Probe(
                                "probe",
                                Protocol.HTTP,
                                "www.contoso.net",
                                false,
                                "/",
                                81,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(1),
                                3,
                                1,
                                List.of(),
                                null))
                        .backendHttpSettings(GatewayStage.settings("probe")));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(200);
      assertThat(health(stage, lab).entries().get(0).servers())
          .allSatisfy(
              server -> {
                assertThat(server.health()).isEqualTo(Health.UNHEALTHY);
                assertThat(server.healthProbeLog()).contains("could not connect to the backend");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void v1_asks_a_failing_member_again_at_once_and_v2_after_the_interval(boolean v2) {
    GatewayStage stage = v2 ? GatewayStage.v2() : GatewayStage.v1();
    try (Lab lab = stage.open()) {
      try (Lab.Guard gone = lab.fault(Fault.hostDown("web4"))) {
        assertThat(gone).isNotNull();
        lab.advance(Duration.ofSeconds(30));
        assertThat(health(stage, lab).entries().get(0).servers().get(0).health())
            .isEqualTo(v2 ? Health.HEALTHY : Health.UNHEALTHY);
        lab.advance(Duration.ofSeconds(60));
        assertThat(health(stage, lab).entries().get(0).servers().get(0).health())
            .isEqualTo(Health.UNHEALTHY);
      }
    }
  }

  @Test
  void the_backend_health_document_has_the_services_form() {
    GatewayStage stage =
        GatewayStage.v2()
            .around(n -> n.changeHost("web5", h -> h.http(80, Handling.replying(404, ""))));
    try (Lab lab = stage.open()) {
      String id =
          "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/stage/providers/Microsoft.Network/applicationGateways/gateway";
      assertThat(health(stage, lab).json())
          .isEqualTo(
              "{\"backendAddressPools\":[{\"backendAddressPool\":{\"id\":\""
                  + id
                  + "/backendAddressPools/pool\"},\"backendHttpSettingsCollection\":[{\"backendHttpSettings\":{\"id\":\""
                  + id
                  + "/backendHttpSettingsCollection/settings\"},\"servers\":["
                  + "{\"address\":\"10.1.2.4\",\"health\":\"Healthy\",\"healthProbeLog\":\"Success. Received 200 status code\"},"
                  + "{\"address\":\"10.1.2.5\",\"health\":\"Unhealthy\",\"healthProbeLog\":\"Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.\"}]}]}]}");
    }
    assertThat(Health.of("up")).isEqualTo(Health.of("Healthy")).isEqualTo(Health.HEALTHY);
    assertThat(Health.of("Down")).isEqualTo(Health.of("Unhealthy")).isEqualTo(Health.UNHEALTHY);
    assertThatThrownBy(() -> Health.of("well")).hasMessageContaining("allowed: Healthy (Up)");
  }

  @Test
  void a_network_interface_is_a_member_by_its_address() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.backendAddressPools(
                        new BackendAddressPool("pool", List.of(), List.of("nic/second"))));
    NetworkInterface nic =
        new NetworkInterface(
            "nic",
            null,
            List.of(ip("first", "10.1.2.4"), ip("second", "10.1.2.5")),
            null,
            false,
            List.of(),
            List.of());
    AzureTopology topology = stage.topology().toBuilder().networkInterfaces(List.of(nic)).build();
    assertThat(AzureCompiler.compile(topology).hosts())
        .filteredOn(host -> host.name().equals("gateway"))
        .flatExtracting(host -> host.upstreams())
        .flatExtracting(upstream -> upstream.members())
        .containsExactly("10.1.2.5");
  }

  @Test
  void both_frontends_may_serve_one_port_in_v2() {
    GatewayStage stage =
        GatewayStage.v2()
            .with(
                g ->
                    g.frontendIPConfigurations(
                            new FrontendIPConfiguration("public", "gateway-ip", null),
                            new FrontendIPConfiguration(
                                "private", null, IpAddresses.parse("10.1.1.20")))
                        .httpListeners(
                            listener("web"),
                            new HttpListener(
                                "inside",
                                "private",
                                "http",
                                Protocol.HTTP,
                                List.of(),
                                List.of(),
                                false))
                        .requestRoutingRules(rule("one", 1, "web"), rule("two", 2, "inside")));
    try (Lab lab = stage.open()) {
      assertThat(get(lab, WWW + "/")).hasStatus(200);
      assertThat(lab.vantage("web-subnet").send(HttpProbe.get("http://10.1.1.20/"))).hasStatus(200);
    }
  }

  @Test
  void the_probe_of_the_default_setting_has_the_loopback_address_as_its_host() {
    try (Lab lab = GatewayStage.v2().open()) {
      assertThat(lab.vantage("gateway-subnet").probe(PROBE)).isHealthy();
      assertThat(lab.arrivals("web4").get(0).headers())
          .anyMatch(h -> h.name().equals("Host") && h.value().equals("127.0.0.1"));
    }
  }

  private static IpConfiguration ip(String name, String address) {
    return new IpConfiguration(name, "web-subnet", IpAddresses.parse(address), null, List.of());
  }
}
