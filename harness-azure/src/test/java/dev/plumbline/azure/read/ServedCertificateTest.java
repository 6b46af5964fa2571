package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.model.ApplicationGateway.SslCertificate;
import dev.plumbline.descriptor.Source;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Outcome;
import dev.plumbline.probe.HttpProbe;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service tells of a listener's certificate is what the simulated one presents. */
class ServedCertificateTest {

  private static final HeldCertificate AUTHORITY =
      new HeldCertificate.Builder().certificateAuthority(0).commonName("Contoso CA").build();

  private static final X509Certificate LEAF =
      new HeldCertificate.Builder()
          .signedBy(AUTHORITY)
          .commonName("api.contoso.net")
          .addSubjectAlternativeName("api.contoso.net")
          .addSubjectAlternativeName("*.apis.contoso.net")
          .addSubjectAlternativeName("10.1.2.3")
          .build()
          .certificate();

  private static String pkcs7() throws CertificateException {
    byte[] chain =
        CertificateFactory.getInstance("X.509")
            .generateCertPath(List.of(LEAF, AUTHORITY.certificate()))
            .getEncoded("PKCS7");
    return Base64.getEncoder().encodeToString(chain);
  }

  @Test
  void its_names_are_the_dns_names_of_the_leaf() throws CertificateException {
    List<String> names = List.of("api.contoso.net", "*.apis.contoso.net");
    assertThat(ServedCertificate.names(pkcs7())).containsExactlyInAnyOrderElementsOf(names);
    assertThat(ServedCertificate.names(Base64.getMimeEncoder().encodeToString(LEAF.getEncoded())))
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MIIB", "not Base64!", "YWJj"})
  void what_cannot_be_read_is_not_known(String data) {
    assertThat(ServedCertificate.names(data)).isEmpty();
    assertThat(ServedCertificate.names(null)).isEmpty();
  }

  private static String gateway(String listenerHost, String data) {
    String id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/";
    return """
    [{"id": "%1$svirtualNetworks/vnet", "type": "Microsoft.Network/virtualNetworks", "name": "vnet",
      "addressSpace": {"addressPrefixes": ["10.1.0.0/16"]},
      "subnets": [{"id": "%1$svirtualNetworks/vnet/subnets/gateways", "name": "gateways", "addressPrefix": "10.1.1.0/24"}]},
     {"id": "%1$spublicIPAddresses/ip", "type": "Microsoft.Network/publicIPAddresses", "name": "ip",
      "sku": {"name": "Standard"}, "publicIPAllocationMethod": "Static", "ipAddress": "203.0.113.10"},
     {"id": "%1$sapplicationGateways/gate", "type": "Microsoft.Network/applicationGateways", "name": "gate",
      "sku": {"name": "Standard_v2", "tier": "Standard_v2", "capacity": 1},
      "gatewayIPConfigurations": [{"name": "own", "subnet": {"id": "%1$svirtualNetworks/vnet/subnets/gateways"}}],
      "frontendIPConfigurations": [{"name": "public", "publicIPAddress": {"id": "%1$spublicIPAddresses/ip"}}],
      "frontendPorts": [{"name": "https", "port": 443}],
      "sslCertificates": [{"name": "served", "publicCertData": "%3$s"}],
      "backendAddressPools": [{"name": "pool"}],
      "backendHttpSettingsCollection": [{"name": "settings", "port": 80, "protocol": "Http"}],
      "httpListeners": [{"name": "api", "protocol": "Https", "hostName": "%2$s",
        "frontendIPConfiguration": {"id": "%1$sapplicationGateways/gate/frontendIPConfigurations/public"},
        "frontendPort": {"id": "%1$sapplicationGateways/gate/frontendPorts/https"},
        "sslCertificate": {"id": "%1$sapplicationGateways/gate/sslCertificates/served"}}],
      "requestRoutingRules": [{"name": "rule", "ruleType": "Basic", "priority": 10,
        "httpListener": {"id": "%1$sapplicationGateways/gate/httpListeners/api"},
        "backendAddressPool": {"id": "%1$sapplicationGateways/gate/backendAddressPools/pool"},
        "backendHttpSettings": {"id": "%1$sapplicationGateways/gate/backendHttpSettingsCollection/settings"}}]}]
    """
        .formatted(id, listenerHost, data);
  }

  /** Else a listener would present a certificate for whatever its host name is. */
  @Test
  void a_listener_whose_certificate_is_for_another_name_is_found_out() throws CertificateException {
    Topology topology = Topology.from(Source.of("gate.json", gateway("www.contoso.net", pkcs7())));
    assertThat(topology.model().applicationGateways().get(0).sslCertificates())
        .flatExtracting(SslCertificate::certificateNames)
        .containsExactlyInAnyOrder("api.contoso.net", "*.apis.contoso.net");
    Environment environment =
        Environment.builder("served").vantage("internet", v -> v.segment("internet")).build();
    try (Lab lab = Lab.open(environment, topology.network(), new Journal())) {
      for (String name : List.of("www.contoso.net", "api.contoso.net")) {
        Outcome outcome =
            lab.vantage("internet")
                .send(HttpProbe.get("https://" + name + "/").connectTo("203.0.113.10", 443))
                .outcome();
        if (name.startsWith("www")) {
          assertThat(outcome).isInstanceOf(Outcome.CertificateRejected.class);
        } else {
          assertThat(outcome).isEqualTo(new Outcome.Answered(404));
        }
      }
    }
  }
}
