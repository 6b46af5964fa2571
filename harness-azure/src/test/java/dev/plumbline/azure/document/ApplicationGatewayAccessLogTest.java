package dev.plumbline.azure.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.around.Estate;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import dev.plumbline.observation.HttpObservation.Header;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of access logs, field by field as "Diagnostic logs for Application Gateway" has them. */
class ApplicationGatewayAccessLogTest {

  private static final Estate GATEWAY =
      new Estate(
          """
          azure:
            name: logs
            virtualNetworks:
              - {name: vnet, addressSpace: [10.0.0.0/16], subnets: [{name: gateways, addressPrefix: 10.0.0.0/24}]}
            publicIPAddresses: [{name: front-ip, ipAddress: 203.0.113.1}]
            webApplicationFirewallPolicies:
              - {name: strict, policySettings: {mode: Prevention}, managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]}
              - {name: lax, policySettings: {mode: Detection}, managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]}
              - {name: idle, policySettings: {mode: Prevention, state: Disabled}, managedRuleSets: [{ruleSetType: OWASP, ruleSetVersion: '3.2'}]}
            applicationGateways:
              - name: gate
                sku: WAF_v2
                subnet: gateways
                firewallPolicy: strict
                frontendIPConfigurations: [{name: public, publicIPAddress: front-ip}]
                frontendPorts: [{name: http, port: 80}]
                httpListeners:
                  - {name: plain, protocol: http, frontendIPConfiguration: public, frontendPort: http, hostNames: [a.contoso.net]}
                  - {name: watched, protocol: http, frontendIPConfiguration: public, frontendPort: http, hostNames: [b.contoso.net], firewallPolicy: lax}
                  - {name: unwatched, protocol: http, frontendIPConfiguration: public, frontendPort: http, hostNames: [c.contoso.net], firewallPolicy: idle}
                backendAddressPools: [{name: pool, backendAddresses: [10.0.1.4]}]
                backendHttpSettings: [{name: settings}]
                requestRoutingRules:
                  - {name: rule-plain, priority: 1, httpListener: plain, backendAddressPool: pool, backendHttpSettings: settings}
                  - {name: rule-watched, priority: 2, httpListener: watched, backendAddressPool: pool, backendHttpSettings: settings}
                  - {name: rule-unwatched, priority: 3, httpListener: unwatched, backendAddressPool: pool, backendHttpSettings: settings}
          """);

  private static final Estate INLINE =
      GATEWAY
          .with(
              "      firewallPolicy: strict\n",
              "      webApplicationFirewallConfiguration: {enabled: true, firewallMode: Prevention}\n")
          .with(", firewallPolicy: lax", "")
          .with(", firewallPolicy: idle", "");

  private static final Forwarded ANSWERED =
      new Forwarded(
          "pool/settings",
          "10.0.1.4:443",
          "inner.contoso.net",
          "/v2/x?b=2",
          503,
          Duration.ofMillis(1250));

  @Test
  void tells_what_came_and_what_was_passed_on_apart() {
    assertThat(row(GATEWAY, record("rule-plain", "TLSv1.3", ANSWERED, Failure.NONE)))
        .contains(
            "\"listenerName\":\"plain\"",
            "\"ruleName\":\"rule-plain\"",
            "\"backendPoolName\":\"pool\"",
            "\"backendSettingName\":\"settings\"",
            "\"originalRequestUriWithArgs\":\"/x?a=1\"",
            "\"requestUri\":\"/v2/x\"",
            "\"requestQuery\":\"b=2\"",
            "\"httpStatus\":502",
            "\"httpVersion\":\"HTTP/2.0\"",
            "\"timeTaken\":\"1.500\"",
            "\"sslEnabled\":\"on\"",
            "\"sslProtocol\":\"TLSv1.3\"",
            "\"serverRouted\":\"10.0.1.4:443\"",
            "\"serverStatus\":\"503\"",
            "\"serverResponseLatency\":\"1.250\"",
            "\"originalHost\":\"a.contoso.net\"",
            "\"host\":\"inner.contoso.net\"",
            "\"error_info\":\"ERRORINFO_NO_ERROR\"");
  }

  /** Without a healthy member there is no server, and no rewriting to be seen. */
  @Test
  void leaves_empty_what_there_was_not() {
    Forwarded nobody = new Forwarded("pool/settings", null, null, null, null, null);
    assertThat(row(GATEWAY, record("rule-plain", null, nobody, Failure.NO_BACKEND)))
        .contains(
            "\"requestUri\":\"/x\"",
            "\"requestQuery\":\"a=1\"",
            "\"sslEnabled\":\"off\"",
            "\"sslProtocol\":\"\"",
            "\"serverRouted\":\"\"",
            "\"serverStatus\":\"\"",
            "\"serverResponseLatency\":\"\"",
            "\"host\":\"a.contoso.net\"",
            "\"error_info\":\"ERRORINFO_UPSTREAM_NO_LIVE\"");
    assertThat(row(GATEWAY, record(null, null, null, Failure.NOT_FOUND)))
        .contains("\"ruleName\":\"\"", "\"listenerName\":\"\"", "\"backendPoolName\":\"\"");
  }

  @ParameterizedTest(name = "{0}: {1}, inline {2}")
  @CsvSource({
    "rule-plain, Prevention, Prevention",
    "rule-watched, Detection, Prevention",
    "rule-unwatched, '', Prevention"
  })
  void the_firewalls_mode_is_that_of_the_listeners_policy_before_the_gateways(
      String rule, String mode, String inline) {
    AccessRecord record = record(rule, null, ANSWERED, Failure.NONE);
    assertThat(row(GATEWAY, record)).contains("\"WAFMode\":\"" + mode + "\"");
    assertThat(row(INLINE, record)).contains("\"WAFMode\":\"" + inline + "\"");
    assertThat(row(INLINE.with("enabled: true", "enabled: false"), record))
        .contains("\"WAFMode\":\"\"");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "METHOD, INVALID_METHOD",
    "MALFORMED, INVALID_REQUEST",
    "VERSION, INVALID_VERSION",
    "HOST, INVALID_HOST",
    "NO_HOST, HTTP_NO_HOST_HEADER",
    "TARGET, REQUEST_URI_INVALID",
    "HEADER, INVALID_HEADER",
    "PLAIN, HTTP_TO_HTTPS_PORT",
    "NO_CERTIFICATE, HTTPS_NO_CERT",
    "NO_BACKEND, UPSTREAM_NO_LIVE",
    "BACKEND_BROKEN, UPSTREAM_CLOSED_CONNECTION",
    "BACKEND_UNREACHABLE, UPSTREAM_CLOSED_CONNECTION",
    "BACKEND_LATE, UPSTREAM_TIMED_OUT",
    "BLOCKED, NO_ERROR"
  })
  void what_went_wrong_has_a_word_of_the_document(Failure failure, String word) {
    assertThat(ApplicationGatewayAccessLog.errorInfo(failure)).isEqualTo("ERRORINFO_" + word);
  }

  private static String row(Estate estate, AccessRecord record) {
    return ApplicationGatewayAccessLog.rows(estate.topology(), "gate", List.of(record)).get(0);
  }

  private static AccessRecord record(
      @Nullable String rule, @Nullable String tls, @Nullable Forwarded forwarded, Failure failure) {
    return new AccessRecord(
        "0123456789abcdef0123456789abcdef",
        Instant.parse("2026-01-01T10:00:00Z"),
        "198.51.100.7",
        40000,
        80,
        rule,
        "GET",
        "/x?a=1",
        "h2",
        List.of(new Header("Host", "a.contoso.net")),
        502,
        100,
        200,
        Duration.ofMillis(1500),
        tls,
        tls == null ? null : "TLS_AES_128_GCM_SHA256",
        null,
        forwarded,
        failure);
  }
}
