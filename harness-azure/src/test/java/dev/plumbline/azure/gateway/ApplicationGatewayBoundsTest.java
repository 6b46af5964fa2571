package dev.plumbline.azure.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.descriptor.DescriptorException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Values of application gateways at their bounds: the last that is taken, and the first refused.
 */
class ApplicationGatewayBoundsTest {

  private static final Estate GATEWAY = new Estate(ApplicationGatewayRefusalsTest.TOPOLOGY);

  private static void refused(String line, String broken, String path, String message) {
    Estate changed = GATEWAY.with(line, broken.replace("\\n", "\n"));
    DescriptorException refused = catchThrowableOfType(DescriptorException.class, changed::network);
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure.applicationGateways[0]." + path);
              assertThat(problem.message()).contains(message);
            });
  }

  @ParameterizedTest(name = "{1} and {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capacity: 2 | capacity: 125 | capacity: 0 | capacity | 0 is not within 1 to 125
          capacity: 2 | autoscaleConfiguration: {minCapacity: 0} | autoscaleConfiguration: {minCapacity: -1} | autoscaleConfiguration.minCapacity | -1 is not within 0 to 125
          capacity: 2 | autoscaleConfiguration: {minCapacity: 125} | autoscaleConfiguration: {minCapacity: 126} | autoscaleConfiguration.minCapacity | 126 is not within 0 to 125
          capacity: 2 | autoscaleConfiguration: {minCapacity: 0, maxCapacity: 2} | autoscaleConfiguration: {minCapacity: 0, maxCapacity: 1} | autoscaleConfiguration.maxCapacity | 1 is not within 2 to 125
          capacity: 2 | autoscaleConfiguration: {minCapacity: 0, maxCapacity: 125} | autoscaleConfiguration: {minCapacity: 0, maxCapacity: 126} | autoscaleConfiguration.maxCapacity | 126 is not within 2 to 125
          path: /v1/ | hostName: www.contoso.net | hostName: 'https://www.contoso.net' | backendHttpSettings[0].hostName | is neither a host name nor an address
          host: www.contoso.net} | host: 127.0.0.1} | host: 'www.contoso.net:80'} | probes[0].host | is neither a host name nor an address
          host: www.contoso.net} | host: www.contoso.net, path: /} | host: www.contoso.net, path: health} | probes[0].path | "health" does not start with /
          host: www.contoso.net} | host: www.contoso.net, port: 65535} | host: www.contoso.net, port: 65536} | probes[0].port | 65536 is not a port
          host: www.contoso.net} | host: www.contoso.net, port: 1} | host: www.contoso.net, port: 0} | probes[0].port | 0 is not a port
          host: www.contoso.net} | host: www.contoso.net, unhealthyThreshold: 20} | host: www.contoso.net, unhealthyThreshold: 21} | probes[0].unhealthyThreshold | 21 is not within 1 to 20
          host: www.contoso.net} | host: www.contoso.net, unhealthyThreshold: 1} | host: www.contoso.net, unhealthyThreshold: 0} | probes[0].unhealthyThreshold | 0 is not within 1 to 20
          host: www.contoso.net} | host: www.contoso.net, statusCodes: [100-599]} | host: www.contoso.net, statusCodes: [99-200]} | probes[0].statusCodes[0] | is not within the status codes 100 to 599
          host: www.contoso.net} | host: www.contoso.net, statusCodes: [599]} | host: www.contoso.net, statusCodes: [500-600]} | probes[0].statusCodes[0] | is not within the status codes 100 to 599
          host: www.contoso.net} | host: www.contoso.net, interval: 86400s} | host: www.contoso.net, interval: 86401s} | probes[0].interval | within 1 to 86400
          host: www.contoso.net} | host: www.contoso.net, timeout: 1s} | host: www.contoso.net, timeout: 500ms} | probes[0].timeout | within 1 to 86400
          path: /v1/ | requestTimeout: 86400s | requestTimeout: 86401s | backendHttpSettings[0].requestTimeout | within 1 to 86400
          port: 80, probe: probe | port: 65535, probe: probe | port: 65536, probe: probe | backendHttpSettings[0].port | 65536 is not a port
          sslCertificate: certificate} | sslCertificate: certificate, certificateNames: ['*.contoso.net']} | sslCertificate: certificate, certificateNames: ['a b']} | httpListeners[1].certificateNames[0] | is not a DNS name
          headerName: X-A | headerName: X_A.b | headerName: 'X A' | rewriteRuleSets[0].rewriteRules[0].actionSet.requestHeaderConfigurations[0].headerName | is not the name of a header
          priority: 3, | priority: 20000, | priority: 0, | requestRoutingRules[2].priority | 0 is not within 1 to 20000
          rewriteRuleSet: rewrites | rewriteRuleSet: rewrites | rewriteRuleSet: nowhere | urlPathMaps[0].pathRules[0].rewriteRuleSet | "nowhere" is not a rewrite rule set
          """)
  void the_last_value_is_taken_and_the_next_is_refused(
      String line, String taken, String broken, String path, String message) {
    assertThat(GATEWAY.with(line, taken).network().hosts()).isNotEmpty();
    refused(line, broken, path, message);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sku: waf-v2\\n      capacity: 2 | sku: waf-medium\\n      autoscaleConfiguration: {minCapacity: 1} | autoscaleConfiguration | needs sku v2
          waf-v2 | waf-medium | backendHttpSettings[0].trustedRootCertificates | needs sku v2; sku v1 has authenticationCertificates
          waf-v2 | waf-medium | probes[0].port | a probe's own port needs sku v2
          waf-v2 | waf-medium | sslCertificates[0].keyVaultSecretId | needs sku v2
          """)
  void what_only_the_second_generation_has_is_refused_of_the_first(
      String line, String broken, String path, String message) {
    DescriptorException refused =
        catchThrowableOfType(
            DescriptorException.class,
            () ->
                GATEWAY
                    .with(
                        "{name: certificate}",
                        "{name: certificate, keyVaultSecretId: 'https://v/s'}")
                    .with("path: /v1/", "trustedRootCertificates: [root]")
                    .with("host: www.contoso.net}", "host: www.contoso.net, port: 81}")
                    .with(line.replace("\\n", "\n"), broken.replace("\\n", "\n"))
                    .network());
    assertThat(refused).as("nothing refused").isNotNull();
    assertThat(refused.problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo("azure.applicationGateways[0]." + path);
              assertThat(problem.message()).isEqualTo(message);
            });
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {name: public, publicIPAddress: gateway-ip} | {name: public, publicIPAddress: gateway-ip, privateIPAddress: 10.1.1.21} | frontendIPConfigurations[0] | publicIPAddress and privateIPAddress exclude each other
          frontendPort: http, protocol: http, hostName: | frontendPort: https, protocol: http, hostName: | httpListeners[1].protocol | listener web on the same address and port speaks another protocol
          protocol: http, hostName: | protocol: http, sslCertificate: certificate, hostName: | httpListeners[0].sslCertificate | needs protocol https
          frontendPort: http, protocol: http, hostName: www.contoso.net | frontendPort: https, sslCertificate: certificate | httpListeners[1] | listener web on the same address and port is basic already; one takes every name
          backendAddressPool: pool, backendHttpSettings: settings, rewriteRuleSet: rewrites} | rewriteRuleSet: rewrites} | urlPathMaps[0].pathRules[0] | needs backendAddressPool with backendHttpSettings, or redirectConfiguration
          """)
  void what_goes_together_and_what_does_not(
      String line, String broken, String path, String message) {
    refused(line, broken, path, message);
  }
}
