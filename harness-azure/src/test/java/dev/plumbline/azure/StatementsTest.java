package dev.plumbline.azure;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway.BackendAddressPool;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.Probe;
import dev.plumbline.azure.model.ApplicationGateway.Protocol;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Outcome.CertificateProblem;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the documents of API Management and Application Gateway say, each statement run in the
 * simulation. The others of the kind are listed, document by document, in {@code statements.txt}
 * ({@link StatementIndexTest}).
 */
class StatementsTest {

  private static final String ECHO = "https://api.contoso.net/echo";

  @Test
  void the_default_probe_finds_an_internal_service_unhealthy_and_clients_get_502() {
    try (Lab lab = Contoso.with(c -> c.probe = null).open()) {
      assertThat(lab.vantage("gateway-subnet").probe("contoso-gateway/apim/settings/default"))
          .isUnhealthyBecause("Expected:{200-399} Received:{404}");
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
    }
  }

  @Test
  void a_probe_with_the_gateways_host_name_and_status_path_finds_it_healthy_and_clients_get_200() {
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("gateway-subnet").probe("apim-probe")).isHealthy();
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(200);
    }
  }

  @Test
  void a_probe_of_the_root_path_gets_404_and_clients_502() {
    try (Lab lab = Contoso.with(c -> c.probe = probe("api.contoso.net", "/")).open()) {
      assertThat(lab.vantage("gateway-subnet").probe("apim-probe"))
          .isUnhealthyBecause("Expected:{200-399} Received:{404}");
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
    }
  }

  @Test
  void a_host_name_that_is_not_overridden_reaches_the_service_as_the_client_sent_it() {
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("internet").get(ECHO))
          .hasStatus(200)
          .hasJson("/headers/host/0", "api.contoso.net");
    }
  }

  @Test
  void a_host_name_overridden_to_one_the_service_does_not_know_is_answered_by_no_api() {
    // The probe asks with its own host, so the backend stays healthy: only the calls go astray.
    try (Lab lab = Contoso.with(c -> c.settingsHost = "unknown.azure-api.net").open()) {
      assertThat(lab.vantage("gateway-subnet").probe("apim-probe")).isHealthy();
      // Passed on as it came: the gateway's own 404 would bear its Server header.
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(404).doesNotHaveHeader("Server");
    }
  }

  @Test
  void a_host_name_overridden_to_an_address_fails_the_name_check_of_the_certificate() {
    try (Lab lab = Contoso.with(c -> c.settingsHost = "10.1.0.5").open()) {
      assertThat(lab.vantage("gateway-subnet").probe("apim-probe")).isHealthy();
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
    }
  }

  @Test
  void the_name_of_an_internal_service_does_not_exist_in_public_dns() {
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("internet").resolve("contosointernalvnet.azure-api.net")).isNxDomain();
    }
  }

  @Test
  void a_client_in_the_network_needs_the_private_zone_to_be_linked() {
    try (Lab lab = Contoso.with(c -> c.zoneLinks.clear()).open()) {
      assertThat(lab.vantage("workload-subnet").resolve("contosointernalvnet.azure-api.net"))
          .isNxDomain();
    }
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("workload-subnet").resolve("contosointernalvnet.azure-api.net"))
          .resolvesOnlyTo("10.1.0.5");
    }
  }

  @Test
  void a_client_outside_every_connected_network_has_no_way_to_the_private_vip() {
    try (Lab lab = new Contoso().open()) {
      assertThat(lab.vantage("other-subnet").connect("10.1.0.5", 443)).hasNoRoute();
      assertThat(lab.vantage("internet").connect("10.1.0.5", 443)).hasNoRoute();
      assertThat(lab.vantage("on-premises").connect("10.1.0.5", 443)).isOpen();
    }
  }

  @Test
  void a_basic_listener_with_the_smaller_priority_takes_everything() {
    Contoso contoso =
        Contoso.with(
            c -> {
              c.listeners.add(Contoso.listener("basic-listener"));
              c.pools.add(new BackendAddressPool("sink", List.of()));
              c.rules.add(
                  new RequestRoutingRule(
                      "basic-rule", 1, "basic-listener", "sink", "settings", null));
            });
    try (Lab lab = contoso.open()) {
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(502);
    }
    contoso.rules.set(
        1, new RequestRoutingRule("basic-rule", 20, "basic-listener", "sink", "settings", null));
    try (Lab lab = contoso.open()) {
      assertThat(lab.vantage("internet").get(ECHO)).hasStatus(200);
      assertThat(lab.vantage("internet").send(HttpProbe.get(ECHO).host("other.contoso.net")))
          .hasStatus(502);
    }
  }

  @Test
  void a_listener_presents_its_own_certificate_even_where_another_would_fit_the_name() {
    Contoso swapped =
        Contoso.with(
            c -> {
              c.listeners.set(0, listener("api-listener", "api.contoso.net", "portal.contoso.net"));
              c.listeners.add(listener("portal-listener", "portal.contoso.net", "api.contoso.net"));
              c.rules.add(
                  new RequestRoutingRule(
                      "portal-rule", 20, "portal-listener", "apim", "settings", null));
            });
    try (Lab lab = swapped.open()) {
      assertThat(lab.vantage("internet").handshake("api.contoso.net", 443))
          .isRejectedBecause(CertificateProblem.NAME_MISMATCH);
    }
  }

  @Test
  void a_client_without_a_server_name_gets_the_certificate_of_the_basic_listener() {
    Contoso contoso =
        Contoso.with(
            c -> {
              c.listeners.add(
                  new HttpListener(
                      "basic",
                      "public",
                      "https",
                      Protocol.HTTPS,
                      List.of(),
                      List.of("basic.contoso.net"),
                      false));
              c.rules.add(
                  new RequestRoutingRule("basic-rule", 20, "basic", "apim", "settings", null));
            });
    try (Lab lab = contoso.open()) {
      TlsProbe gateway = TlsProbe.to("api.contoso.net", 443);
      assertThat(
              lab.vantage("internet")
                  .handshake(
                      gateway.with(
                          TlsSettings.defaults()
                              .withSni(Sni.none())
                              .withCertificateName("basic.contoso.net"))))
          .presentsCertificateFor("basic.contoso.net");
      assertThat(lab.vantage("internet").handshake(gateway))
          .presentsCertificateFor("api.contoso.net");
    }
  }

  private static HttpListener listener(String name, String host, String certificate) {
    return new HttpListener(
        name, "public", "https", Protocol.HTTPS, List.of(host), List.of(certificate), false);
  }

  private static Probe probe(@Nullable String host, String path) {
    return new Probe(
        "apim-probe",
        Protocol.HTTPS,
        host,
        false,
        path,
        null,
        Contoso.seconds(30),
        Contoso.seconds(30),
        3,
        Contoso.good(),
        null);
  }
}
