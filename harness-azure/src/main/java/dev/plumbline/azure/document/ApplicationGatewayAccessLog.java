package dev.plumbline.azure.document;

import dev.plumbline.azure.model.ApplicationGateway;
import dev.plumbline.azure.model.ApplicationGateway.HttpListener;
import dev.plumbline.azure.model.ApplicationGateway.RequestRoutingRule;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration;
import dev.plumbline.azure.model.WebApplicationFirewallConfiguration.FirewallMode;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy;
import dev.plumbline.azure.model.WebApplicationFirewallPolicy.State;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of an application gateway's access log ({@code ApplicationGatewayAccessLog}), of what a
 * gateway of a lab has served.
 *
 * <p>Source: Azure documentation, "Diagnostic logs for Application Gateway". Times are in seconds.
 * {@code serverRouted} holds a pool member as it is written.
 */
public final class ApplicationGatewayAccessLog {

  private ApplicationGatewayAccessLog() {}

  /**
   * Returns the rows, a JSON object each.
   *
   * @param topology the topology
   * @param gateway the gateway's name
   * @param served what it has served, for example {@code lab.accessLog("contoso-gateway")}
   * @throws IllegalArgumentException when there is no such gateway
   */
  public static List<String> rows(
      AzureTopology topology, String gateway, List<AccessRecord> served) {
    ApplicationGateway found = GatewayId.find(topology, gateway);
    return served.stream().map(record -> JsonText.of(row(topology, found, record))).toList();
  }

  /** Returns the value of {@code error_info} for what went wrong with a request. */
  public static String errorInfo(Failure failure) {
    return "ERRORINFO_"
        + switch (failure) {
          case NONE, UPGRADE, NOT_FOUND, BLOCKED, LOOP -> "NO_ERROR";
          case MALFORMED, INCOMPLETE, TOO_LARGE -> "INVALID_REQUEST";
          case VERSION -> "INVALID_VERSION";
          case METHOD -> "INVALID_METHOD";
          case NO_HOST -> "HTTP_NO_HOST_HEADER";
          case HOST -> "INVALID_HOST";
          case TARGET -> "REQUEST_URI_INVALID";
          case HEADER -> "INVALID_HEADER";
          case PLAIN -> "HTTP_TO_HTTPS_PORT";
          case NO_CERTIFICATE -> "HTTPS_NO_CERT";
          case MISDIRECTED -> "INVALID_HOST";
          case NO_BACKEND -> "UPSTREAM_NO_LIVE";
          case BACKEND_UNREACHABLE, BACKEND_BROKEN -> "UPSTREAM_CLOSED_CONNECTION";
          case BACKEND_LATE -> "UPSTREAM_TIMED_OUT";
        };
  }

  private static Map<String, Object> row(
      AzureTopology topology, ApplicationGateway gateway, AccessRecord record) {
    Optional<RequestRoutingRule> rule =
        gateway.requestRoutingRules().stream()
            .filter(one -> one.name().equals(record.service()))
            .findFirst();
    Forwarded forwarded = record.forwarded();
    String upstream = forwarded == null ? "" : forwarded.upstream();
    int slash = upstream.indexOf('/');
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("timeStamp", record.time().toString());
    row.put("resourceId", GatewayId.of(topology, gateway).toUpperCase(Locale.ROOT));
    row.put("listenerName", rule.map(RequestRoutingRule::httpListener).orElse(""));
    row.put("ruleName", rule.map(RequestRoutingRule::name).orElse(""));
    row.put("backendPoolName", slash < 0 ? "" : upstream.substring(0, slash));
    row.put("backendSettingName", slash < 0 ? "" : upstream.substring(slash + 1));
    row.put("operationName", "ApplicationGatewayAccess");
    row.put("category", "ApplicationGatewayAccessLog");
    Optional<HttpListener> listener =
        rule.flatMap(
            one ->
                gateway.httpListeners().stream()
                    .filter(l -> l.name().equals(one.httpListener()))
                    .findFirst());
    String mode = wafMode(topology, gateway, listener.map(HttpListener::firewallPolicy));
    row.put("properties", properties(mode, record, forwarded));
    return row;
  }

  private static Map<String, Object> properties(
      String wafMode, AccessRecord record, @Nullable Forwarded forwarded) {
    String sent =
        forwarded == null || forwarded.target() == null ? record.target() : forwarded.target();
    int mark = sent.indexOf('?');
    Integer status = forwarded == null ? null : forwarded.status();
    Duration latency = forwarded == null ? null : forwarded.latency();
    String member = forwarded == null ? null : forwarded.member();
    String host = forwarded == null ? null : forwarded.host();
    String asked = record.header("Host").orElse("");
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("instanceId", "appgw_0");
    row.put("clientIP", record.source());
    row.put("clientPort", record.sourcePort());
    row.put("httpMethod", record.method());
    row.put("originalRequestUriWithArgs", record.target());
    row.put("requestUri", mark < 0 ? sent : sent.substring(0, mark));
    row.put("requestQuery", mark < 0 ? "" : sent.substring(mark + 1));
    row.put("userAgent", record.header("User-Agent").orElse(""));
    row.put("httpStatus", record.status());
    row.put("httpVersion", record.version().equals("h2") ? "HTTP/2.0" : record.version());
    row.put("receivedBytes", record.receivedBytes());
    row.put("sentBytes", record.sentBytes());
    row.put("clientResponseTime", 0);
    row.put("timeTaken", seconds(record.took()));
    row.put("WAFEvaluationTime", "");
    row.put("WAFMode", wafMode);
    row.put("transactionId", record.id());
    row.put("sslEnabled", record.tls() == null ? "off" : "on");
    row.put("sslCipher", record.cipher() == null ? "" : record.cipher());
    row.put("sslProtocol", record.tls() == null ? "" : record.tls());
    row.put("sslClientVerify", record.tls() == null ? "" : "NONE");
    row.put("sslClientCertificateFingerprint", "");
    row.put("sslClientCertificateIssuerName", "");
    row.put("serverRouted", member == null ? "" : member);
    row.put("serverStatus", status == null ? "" : Integer.toString(status));
    row.put("serverResponseLatency", latency == null ? "" : seconds(latency));
    row.put("upstreamSourcePort", "");
    row.put("originalHost", asked);
    row.put("host", host == null ? asked : host);
    row.put("error_info", errorInfo(record.failure()));
    row.put("contentType", record.header("Content-Type").orElse(""));
    return row;
  }

  /** The policy of the listener counts before that of the gateway, and that before its own. */
  private static String wafMode(
      AzureTopology topology, ApplicationGateway gateway, Optional<String> ofListener) {
    String policy = ofListener.orElse(gateway.firewallPolicy());
    if (policy != null) {
      return topology.webApplicationFirewallPolicies().stream()
          .filter(one -> one.name().equals(policy))
          .findFirst()
          .map(WebApplicationFirewallPolicy::policySettings)
          .map(settings -> settings.state() == State.ENABLED ? shown(settings.mode()) : "")
          .orElse(shown(FirewallMode.DETECTION));
    }
    WebApplicationFirewallConfiguration waf = gateway.webApplicationFirewallConfiguration();
    if (waf == null || !waf.enabled()) {
      return "";
    }
    return shown(waf.firewallMode());
  }

  private static String shown(FirewallMode mode) {
    return mode == FirewallMode.PREVENTION ? "Prevention" : "Detection";
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
  }
}
