package dev.plumbline.contract;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Points;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import dev.plumbline.waf.WafRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Attacks where a firewall that looks at some of a body would not see them. */
final class BodyCases {

  /** Below and above the largest body that is usually let through, 128 KiB, in KiB. */
  private static final List<Integer> SIZES = List.of(12, 120, 160);

  private BodyCases() {}

  /** Returns an attack in a form, which a rule that must be on finds, at the end of long bodies. */
  static List<WafCase> longOnes(Requirements required) {
    WafCase attack =
        WafPack.rules().stream()
            .filter(required::isOn)
            .flatMap(rule -> WafPack.of(rule).attacks().stream())
            .filter(one -> BodyCases.isForm(one) && own(one) >= Requirements.THRESHOLD)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no rule that must be on finds anything in forms: with "
                            + required.off()
                            + " off nothing could be said of bodies"));
    List<WafCase> cases = new ArrayList<>();
    for (int kib : SIZES) {
      byte[] end = attack.request().body();
      byte[] body = new byte[kib * 1024];
      byte[] start = "filler=".getBytes(StandardCharsets.US_ASCII);
      Arrays.fill(body, (byte) 'a');
      System.arraycopy(start, 0, body, 0, start.length);
      System.arraycopy(end, 0, body, body.length - end.length, end.length);
      body[body.length - end.length - 1] = '&';
      WafCase placed =
          GuardedPlace.with(
              attack, attack.request().target(), sized(attack.request(), body.length), body);
      cases.add(
          new WafCase(
              attack.id() + "-behind-" + kib + "-KiB",
              attack.rule(),
              Polarity.ATTACK,
              placed.request(),
              attack.source(),
              attack.about() + ", at the end of a body of " + kib + " KiB"));
    }
    return cases;
  }

  /** Returns a body that says it is JSON, and is not. */
  static WafCase broken() {
    byte[] body = "{]{\"note\": \"1' OR '1'='1\"}".getBytes(StandardCharsets.US_ASCII);
    List<Header> headers =
        List.of(
            new Header("Accept", "application/json"),
            new Header("Content-Type", "application/json"),
            new Header("Content-Length", Integer.toString(body.length)));
    return new WafCase(
        "broken-json",
        0,
        Polarity.ATTACK,
        WafRequest.of("POST", "/orders", headers, body),
        "Plumbline",
        "an attack behind what is no JSON");
  }

  static boolean isForm(WafCase one) {
    return one.request().headers().stream()
        .anyMatch(
            header ->
                header.name().equalsIgnoreCase("Content-Type")
                    && header.value().startsWith("application/x-www-form-urlencoded"));
  }

  private static int own(WafCase one) {
    return one.measured().stream()
        .filter(points -> points.rule() == one.rule())
        .mapToInt(Points::points)
        .sum();
  }

  private static List<Header> sized(WafRequest request, int length) {
    return request.headers().stream()
        .map(
            header ->
                header.name().equalsIgnoreCase("Content-Length")
                    ? new Header(header.name(), Integer.toString(length))
                    : header)
        .toList();
  }
}
