package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.InspectedRequest;
import dev.plumbline.waf.engine.KnownRule;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What the simulated firewall spends on a request: taking it apart, and asking every known rule. It is time of the processor: what
 * else runs on a machine does not count.
 */
final class Detection implements Benchmark {

  private static final double TYPICAL_MICROS = 200;
  private static final double WORST_MILLIS = 50;
  private static final int LARGE = 128 * 1024;
  private static final int BODIES = 400;
  private static final int CALLS = 2000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String API_CALL =
      """
      {"customer": {"id": 4711, "name": "Anna O'Connor", "mail": "anna@contoso.example"},
       "lines": [{"article": "C-1009", "text": "Kid's chair, 40 x 40 cm", "count": 2, "price": 49.90},
                 {"article": "T-2201", "text": "Table (oak)", "count": 1, "price": 349.00}],
       "note": "Please deliver between 8 and 12; ring twice.", "express": false}
      """;

  private static final List<String> TYPES =
      List.of(
          "application/x-www-form-urlencoded",
          "application/json",
          "application/xml",
          "multipart/form-data; boundary=x");

  /** What rules look for, repeated and mixed. */
  private static final List<String> PIECES =
      List.of(
          "select ", "union ", " from ", "a,'", "'", "\"", "`", "(", ")", "space(", "--", "/*", "*/", "#a ", "#", ";", "user(", "&&", "||", "n'", "$a$", "\u00c0\u00a7", "\u00c2\u00a7", "'+", "is 1", "=",
          "1", " or ", " and ", "%u2019", "%27", "+", "&", "a=", "http://", "\n", " ", "\0", "\u00e2\u0080\u0099", "{\"a\":", "[", ",",
          "having ", "like ", "x", "@", "<a>", "&lt;", "\\", "0x", "case when ", "!", "|", "~", "in (", "group by ");

  @Override
  public String name() {
    return "detection";
  }

  @Override
  public List<Line> measure() throws Exception {
    byte[] call = API_CALL.getBytes(StandardCharsets.UTF_8);
    double typical = Double.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      double millis = cpuMillis(() -> IntStream.range(0, CALLS).forEach(i -> found("application/json", call)));
      typical = Math.min(typical, millis * 1000 / CALLS);
    }
    double worst = 0;
    String of = "";
    // The first bodies warm up: a JVM that has seen none is not what is measured.
    for (int i = -100; i < BODIES; i++) {
      String type = TYPES.get(Math.floorMod(i, TYPES.size()));
      byte[] body = body(type, new Random(i)).getBytes(StandardCharsets.ISO_8859_1);
      double time = Math.min(cpuMillis(() -> found(type, body)), cpuMillis(() -> found(type, body)));
      if (i >= 0 && time > worst) {
        worst = time;
        of = "seed " + i;
      }
    }
    return List.of(
        new Line(
            "API request with JSON, " + KnownRule.values().length + " rules",
            Figures.format(typical, "µs"),
            "limit 200 µs",
            typical / TYPICAL_MICROS,
            "at most 1"),
        new Line(
            "worst of " + BODIES + " fuzzed bodies of 128 KiB (" + of + ")",
            Figures.format(worst, "ms"),
            "limit 50 ms",
            worst / WORST_MILLIS,
            "at most 1"));
  }

  private static double cpuMillis(Runnable work) {
    long start = THREADS.getCurrentThreadCpuTime();
    work.run();
    return (THREADS.getCurrentThreadCpuTime() - start) / 1e6;
  }

  private static int found(String type, byte[] body) {
    List<Header> headers =
        List.of(
            new Header("Host", "api.contoso.example"),
            new Header("User-Agent", "okhttp/5.5.1"),
            new Header("Accept", "application/json"),
            new Header("Cookie", "SESSIONID=7fb36a2463682ecb5122d8c0dd59773c; theme=dark"),
            new Header("Referer", "https://portal.contoso.example/orders"),
            new Header("Content-Type", type));
    InspectedRequest request = InspectedRequest.of("POST", "/v1/orders?expand=lines&page=2", headers, body);
    int found = 0;
    for (KnownRule rule : KnownRule.values()) {
      found += rule.find(request).size();
    }
    return found;
  }

  /** One piece, or a few of them in turn or in any order. */
  private static String body(String type, Random random) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(5); i++) {
      pieces.add(PIECES.get(random.nextInt(PIECES.size())));
    }
    boolean inTurn = random.nextBoolean();
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < LARGE - 100; i++) {
      text.append(pieces.get(inTurn ? i % pieces.size() : random.nextInt(pieces.size())));
    }
    return switch (type) {
      case "application/json" -> "{\"a\": \"" + text.toString().replaceAll("[\\\\\"\\x00-\\x1f\\x80-\\xff]", "'") + "\"}";
      case "application/xml" -> "<a><![CDATA[" + text.toString().replaceAll("[\\x00\\x80-\\xff]", "") + "]]></a>";
      case "multipart/form-data; boundary=x" ->
          "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + text + "\r\n--x--\r\n";
      default -> (random.nextBoolean() ? "a=" : "") + text;
    };
  }
}
