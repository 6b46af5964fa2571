package dev.plumbline.azure.management;

import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token endpoint of Microsoft Entra, for applications with a secret (RFC 6749 section 4.4),
 * with the documents that clients find it by.
 */
final class EntraEndpoint {

  private final AccessTokens tokens;
  private final Clock clock;
  private final Supplier<URI> base;
  private final Supplier<List<String>> audiences;
  private final String tenant;
  private final String client;
  private final String secret;

  /**
   * Makes it.
   *
   * @param audiences whom tokens are issued for, known once all endpoints are up
   */
  EntraEndpoint(
      AccessTokens tokens,
      Clock clock,
      Supplier<URI> base,
      Supplier<List<String>> audiences,
      String tenant,
      String client,
      String secret) {
    this.tokens = tokens;
    this.clock = clock;
    this.base = base;
    this.audiences = audiences;
    this.tenant = tenant;
    this.client = client;
    this.secret = secret;
  }

  Reply answer(Call call) {
    if (call.has(0, "common") && call.has(1, "discovery") && call.has(2, "instance")) {
      return instance();
    } else if (call.segments().isEmpty()) {
      return Reply.empty(404);
    }
    String asked = call.segments().get(0);
    boolean known =
        asked.equalsIgnoreCase(tenant) || Set.of("organizations", "common").contains(asked);
    if (call.path().endsWith("/.well-known/openid-configuration")) {
      return known ? configuration() : unknownTenant(asked);
    } else if (!call.is("POST") || !call.path().matches("/[^/]+/oauth2/(v2\\.0/)?token")) {
      return Reply.empty(404);
    }
    return known ? token(Call.pairs(call.body())) : unknownTenant(asked);
  }

  private Reply token(Map<String, String> form) {
    String grant = form.getOrDefault("grant_type", "");
    if (!grant.equals("client_credentials")) {
      return error(
          400,
          "unsupported_grant_type",
          70003,
          "The app requested an unsupported grant type '" + grant + "'.");
    }
    String asked = form.getOrDefault("client_id", "");
    if (!asked.equalsIgnoreCase(client)) {
      return error(
          400,
          "unauthorized_client",
          700016,
          "Application with identifier '"
              + asked
              + "' was not found in the directory '"
              + tenant
              + "'.");
    } else if (!secret.equals(form.get("client_secret"))) {
      return error(
          401,
          "invalid_client",
          7000215,
          "Invalid client secret provided. Ensure the secret being sent in the request is the"
              + " client secret value, not the client secret ID, for a secret added to app '"
              + client
              + "'.");
    }
    String audience = audience(form);
    if (audience == null) {
      return error(
          400,
          "invalid_scope",
          1002012,
          "The provided value for scope "
              + form.get("scope")
              + " is not valid. Client credential flows must have a scope value with /.default"
              + " suffixed to the resource identifier (application ID URI).");
    } else if (audiences.get().stream()
        .noneMatch(one -> AccessTokens.bare(one).equals(AccessTokens.bare(audience)))) {
      return error(
          400,
          "invalid_resource",
          500011,
          "The resource principal named "
              + audience
              + " was not found in the tenant named Plumbline.");
    }
    long seconds = tokens.lifetime().toSeconds();
    return Reply.json(
            200,
            Fields.of()
                .with("token_type", "Bearer")
                .with("expires_in", seconds)
                .with("ext_expires_in", seconds)
                .with("access_token", tokens.issue(audience))
                .map())
        .with("Cache-Control", "no-store, no-cache")
        .with("Pragma", "no-cache");
  }

  private static @Nullable String audience(Map<String, String> form) {
    String resource = form.get("resource");
    if (resource != null) {
      return resource;
    }
    List<String> scopes =
        Arrays.stream(form.getOrDefault("scope", "").split(" ", -1))
            .filter(scope -> scope.endsWith("/.default"))
            .toList();
    return scopes.size() != 1
        ? null
        : scopes.get(0).substring(0, scopes.get(0).length() - "/.default".length());
  }

  private Reply unknownTenant(String asked) {
    return error(
        400,
        "invalid_request",
        90002,
        "Tenant '"
            + asked
            + "' not found. Check to make sure you have the correct tenant ID and are signing"
            + " into the correct cloud.");
  }

  private Reply error(int status, String error, int number, String description) {
    String trace = UUID.randomUUID().toString();
    String correlation = UUID.randomUUID().toString();
    String now = clock.instant().toString().replaceAll("\\.\\d+Z$", "Z").replace('T', ' ');
    return Reply.json(
        status,
        Fields.of()
            .with("error", error)
            .with(
                "error_description",
                "AADSTS"
                    + number
                    + ": "
                    + description
                    + " Trace ID: "
                    + trace
                    + " Correlation ID: "
                    + correlation
                    + " Timestamp: "
                    + now)
            .with("error_codes", List.of(number))
            .with("timestamp", now)
            .with("trace_id", trace)
            .with("correlation_id", correlation)
            .map());
  }

  private Reply configuration() {
    String own = base.get() + "/" + tenant;
    return Reply.json(
        200,
        Fields.of()
            .with("token_endpoint", own + "/oauth2/v2.0/token")
            .with(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "client_secret_basic"))
            .with("authorization_endpoint", own + "/oauth2/v2.0/authorize")
            .with("issuer", own + "/v2.0")
            .with("jwks_uri", own + "/discovery/v2.0/keys")
            .with("response_types_supported", List.of("token"))
            .with("tenant_region_scope", "EU")
            .map());
  }

  private Reply instance() {
    String host = base.get().getAuthority();
    return Reply.json(
        200,
        Fields.of()
            .with(
                "tenant_discovery_endpoint",
                base.get() + "/" + tenant + "/v2.0/.well-known/openid-configuration")
            .with("api-version", "1.1")
            .with(
                "metadata",
                List.of(
                    Map.of(
                        "preferred_network", host,
                        "preferred_cache", host,
                        "aliases", List.of(host))))
            .map());
  }
}
