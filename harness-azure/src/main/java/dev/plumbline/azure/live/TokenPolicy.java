package dev.plumbline.azure.live;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Puts the token on requests. One is used until shortly before its end. When Azure refuses one
 * (401), since it was withdrawn or its time is over by Azure's clock, a new one is asked for once.
 */
final class TokenPolicy implements HttpPipelinePolicy {

  private static final int MINUTES_BEFORE_END = 2;

  /** What must be in the new token (RFC 9470 has the idea; Azure calls it a claims challenge). */
  private static final Pattern CLAIMS = Pattern.compile("claims=\"([A-Za-z0-9+/_=-]{1,8192})\"");

  private final TokenCredential credential;
  private final String scope;
  private final AzureCredential shown;
  private final Consumer<String> tokens;
  private volatile @Nullable AccessToken known;

  /**
   * Makes one.
   *
   * @param tokens told each token, which must not be read anywhere
   */
  TokenPolicy(
      TokenCredential credential, String scope, AzureCredential shown, Consumer<String> tokens) {
    this.credential = credential;
    this.scope = scope;
    this.shown = shown;
    this.tokens = tokens;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    HttpPipelineNextPolicy again = next.clone();
    return token(null)
        .flatMap(
            token -> {
              put(context, token);
              return next.process()
                  .flatMap(
                      response ->
                          response.getStatusCode() == 401
                              ? anew(context, again, token, response)
                              : Mono.just(response));
            });
  }

  private Mono<HttpResponse> anew(
      HttpPipelineCallContext context,
      HttpPipelineNextPolicy again,
      AccessToken refused,
      HttpResponse response) {
    known = null;
    return token(claims(response))
        .flatMap(
            token -> {
              if (token.getToken().equals(refused.getToken())) {
                return Mono.just(response);
              }
              response.close();
              put(context, token);
              return again.process();
            });
  }

  private static @Nullable String claims(HttpResponse response) {
    String challenge = response.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE);
    Matcher claims = CLAIMS.matcher(challenge == null ? "" : challenge);
    if (!claims.find()) {
      return null;
    }
    String encoded = claims.group(1).replace('-', '+').replace('_', '/');
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static void put(HttpPipelineCallContext context, AccessToken token) {
    context.getHttpRequest().setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + token.getToken());
  }

  private Mono<AccessToken> token(@Nullable String claims) {
    AccessToken now = known;
    if (claims == null
        && now != null
        && now.getExpiresAt().minusMinutes(MINUTES_BEFORE_END).isAfter(OffsetDateTime.now())) {
      return Mono.just(now);
    }
    TokenRequestContext request = new TokenRequestContext().addScopes(scope);
    if (claims != null) {
      request.setClaims(claims).setCaeEnabled(true);
    }
    return credential
        .getToken(request)
        .switchIfEmpty(Mono.error(() -> new IllegalStateException("it gave no token")))
        .onErrorMap(
            e -> new Stopped(Kind.NOT_LOGGED_IN, shown + " failed (" + Failures.reason(e) + ")"))
        .doOnNext(
            token -> {
              tokens.accept(token.getToken());
              known = token;
            });
  }
}
