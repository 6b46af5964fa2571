package dev.plumbline.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that meets secrets wherever one can, in a JVM of its own that logs all it can: nothing that
 * it writes has one of them, however it is spelled.
 */
class HiddenSecretsTest {

  private static final long SEED = 20261122;

  private static final String ENVIRONMENT =
      """
      name: leaky
      ground: live
      timeouts: {probe: 2s}
      vantages:
        direct:
          control: web
        by-socks:
          via: {socks5: "127.0.0.1:1", user: jane, password: "${LEAK_ODD}"}
          resolver: tcp://127.0.0.1:1
        by-http:
          via: http://jane:${LEAK_PROXY}@127.0.0.1:1
          resolver: tcp://127.0.0.1:1
      endpoints:
        web: http://127.0.0.1:PORT/echo?ticket=${LEAK_ENDPOINT}
      """;

  private static final String RECORDED =
      """
      name: recorded
      ground: live
      timeouts: {probe: 2s}
      vantages:
        direct:
          control: web
      endpoints:
        web: http://127.0.0.1:PORT/moved?ticket=${LEAK_RECORDED}
      baseline:
        headers: [Location, Set-Cookie, X-Auth-Token]
      """;

  private static final String DRILLED =
      """
      name: drilled
      ground: simulated
      network: drilled-network.yaml
      vantages:
        client: {segment: inside, control: web}
      endpoints:
        web: http://10.0.0.80/
      """;

  private static final String NETWORK =
      """
      name: drilled
      segments:
        - name: inside
          prefixes: [10.0.0.0/24]
      hosts:
        - name: service
          segment: inside
          addresses: [10.0.0.80]
          listeners:
            - port: 80
              http:
                hosts:
                  - names: [10.0.0.80]
                    otherwise: {reply: {body: "marker ${LEAK_BODY}", headers: ["X-Contoso: ${LEAK_BODY}"]}}
      """;

  private static final String BROKEN =
      """
      name: broken-${LEAK_NAME}
      ground: live
      timeouts: {probe: "${LEAK_TIMEOUT}"}
      vantages:
        a:
          via: ftp://jane:${LEAK_WAY}@127.0.0.1:1
          resolver: https://jane:${LEAK_RESOLVER}@dns.contoso.net/
        b:
          via: socks5://jane:literalPassw0rdOfAWay@127.0.0.1
          resolver: https://jane:literalPassw0rdOfAResolver@dns.contoso.net/
      endpoints:
        web: gopher://jane:literalPassw0rdOfAnEndpoint@x/?sig=${LEAK_URL}
      """;

  @TempDir static Path directory;
  private static String console = "";
  private static final Map<String, String> SECRETS = new LinkedHashMap<>();

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.createDirectories(work.resolve("src/test/resources"));
    Map<String, String> documents =
        Map.of(
            "leaky.yaml", ENVIRONMENT,
            "recorded.yaml", RECORDED,
            "broken.yaml", BROKEN,
            "drilled.yaml", DRILLED,
            "drilled-network.yaml", NETWORK);
    for (Map.Entry<String, String> document : documents.entrySet()) {
      Files.writeString(work.resolve(document.getKey()), document.getValue());
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=trace",
            "-Dplumbline.baseline=update",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            Objects.requireNonNullElse(
                System.getProperty("surefire.test.class.path"),
                System.getProperty("java.class.path")),
            LeakyRun.class.getName(),
            Long.toString(SEED));
    Path log = directory.resolve("console.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Secrets secrets = new Secrets(SEED);
    // A build server would be told to leave baselines alone.
    builder.environment().keySet().retainAll(Set.of("PATH", "HOME", "LANG", "TMPDIR"));
    for (String name :
        List.of("BODY", "RECORDED", "PROXY", "ENDPOINT", "NAME", "WAY", "RESOLVER", "URL")) {
      builder.environment().put(Secrets.KNOWN + name, secrets.of(Secrets.KNOWN + name));
    }
    builder.environment().put("LEAK_ODD", secrets.odd("LEAK_ODD"));
    builder.environment().put("LEAK_TIMEOUT", secrets.brief("LEAK_TIMEOUT"));
    Process process = builder.start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    console = Files.readString(log);
    assertThat(ended).as(console).isTrue();
    for (String line : Files.readAllLines(directory.resolve("secrets.txt"))) {
      String[] parts = line.split("\t", 2);
      SECRETS.put(parts[0], parts[1]);
    }
    Files.delete(directory.resolve("secrets.txt"));
    // What the test itself wrote is no secret kept badly.
    for (String name : documents.keySet()) {
      Files.delete(work.resolve(name));
    }
  }

  @Test
  void the_run_met_its_secrets_and_wrote_of_each_place() throws IOException {
    assertThat(SECRETS).hasSizeGreaterThan(60);
    String report = Files.readString(directory.resolve("work/target/plumbline/report.json"));
    for (String path :
        List.of(
            "/echo", "/echo.json", "/token", "/keys", "/page", "/settings", "/spellings", "/cut")) {
      assertThat(report).contains("marker of " + path);
    }
    assertThat(report.split("\\[redacted]", -1)).hasSizeGreaterThan(60);
    assertThat(console)
        .contains("a_redirect", "an_exception", "cannot_run", "[redacted]")
        .contains("Plumbline report: ");
    assertThat(written())
        .extracting(file -> directory.relativize(file).toString())
        .contains("console.log", "work/target/plumbline/report.html")
        .anyMatch(name -> name.endsWith("baselines/recorded.json"))
        .anyMatch(name -> name.contains("drill"));
  }

  @Test
  void nothing_that_was_written_has_a_secret() throws IOException {
    SECRETS.put("secret that a body is cut in", SECRETS.get("LEAK_PROXY").substring(0, 12));
    SECRETS.put("literal password of a way", "literalPassw0rdOfAWay");
    SECRETS.put("literal password of a resolver", "literalPassw0rdOfAResolver");
    SECRETS.put("literal password of an endpoint", "literalPassw0rdOfAnEndpoint");
    List<String> leaks = new ArrayList<>();
    for (Path file : written()) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      SECRETS.forEach(
          (place, secret) -> {
            for (String spelling : Secrets.spellings(secret)) {
              int at = text.indexOf(spelling);
              if (at >= 0) {
                leaks.add(
                    place
                        + " in "
                        + directory.relativize(file)
                        + ": "
                        + text.substring(Math.max(0, at - 90), Math.min(text.length(), at + 60))
                            .replaceAll("\\s+", " "));
                return;
              }
            }
          });
    }
    assertThat(leaks).isEmpty();
  }

  private static List<Path> written() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).collect(Collectors.toList());
    }
  }
}
