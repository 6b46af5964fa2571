package dev.plumbline.azure.management;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The access tokens of one simulation: JSON Web Tokens (RFC 7519) for an audience and until a time,
 * signed with a key that nobody else has.
 */
final class AccessTokens {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final byte[] key = new byte[32];
  private final Clock clock;
  private final Duration lifetime;
  private final String tenant;
  private final String client;

  AccessTokens(Clock clock, Duration lifetime, String tenant, String client) {
    new SecureRandom().nextBytes(key);
    this.clock = clock;
    this.lifetime = lifetime;
    this.tenant = tenant;
    this.client = client;
  }

  /** What is wrong with a token. */
  enum Fault {
    /** It is none of this simulation's. */
    INVALID,
    /** Its time is over. */
    EXPIRED,
    /** It is for another audience. */
    AUDIENCE
  }

  /**
   * What a token says.
   *
   * @param fault what is wrong with it; null when nothing is
   * @param audience whom it is for; empty for one that is invalid
   * @param expiry when it ends
   */
  record Checked(@Nullable Fault fault, String audience, Instant expiry) {}

  Duration lifetime() {
    return lifetime;
  }

  String issue(String audience) {
    Instant now = clock.instant();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", audience);
    claims.put("iss", "https://sts.windows.net/" + tenant + "/");
    claims.put("iat", now.getEpochSecond());
    claims.put("nbf", now.getEpochSecond());
    claims.put("exp", now.plus(lifetime).getEpochSecond());
    claims.put("appid", client);
    claims.put("tid", tenant);
    claims.put("ver", "1.0");
    String content =
        encoded(JSON.writeValueAsBytes(Map.of("typ", "JWT", "alg", "HS256")))
            + "."
            + encoded(JSON.writeValueAsBytes(claims));
    return content + "." + encoded(signature(content));
  }

  Checked check(String token, List<String> audiences) {
    Checked invalid = new Checked(Fault.INVALID, "", Instant.EPOCH);
    int dot = token.lastIndexOf('.');
    int first = token.indexOf('.');
    if (dot < 0 || first == dot) {
      return invalid;
    }
    try {
      if (!MessageDigest.isEqual(
          signature(token.substring(0, dot)),
          Base64.getUrlDecoder().decode(token.substring(dot + 1)))) {
        return invalid;
      }
      JsonNode claims =
          JSON.readTree(Base64.getUrlDecoder().decode(token.substring(first + 1, dot)));
      Instant expiry = Instant.ofEpochSecond(claims.path("exp").asLong());
      String audience = claims.path("aud").asString("");
      Fault fault =
          !expiry.isAfter(clock.instant())
              ? Fault.EXPIRED
              : audiences.stream().noneMatch(one -> bare(one).equals(bare(audience)))
                  ? Fault.AUDIENCE
                  : null;
      return new Checked(fault, audience, expiry);
    } catch (IllegalArgumentException | JacksonException e) {
      return invalid;
    }
  }

  /** An audience with and without a slash at its end is the same one. */
  static String bare(String audience) {
    return audience.replaceAll("/+$", "");
  }

  private byte[] signature(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(content.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
