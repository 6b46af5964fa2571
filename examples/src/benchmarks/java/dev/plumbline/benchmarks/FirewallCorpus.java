package dev.plumbline.benchmarks;

import dev.plumbline.benchmarks.Benchmarks.Benchmark;
import dev.plumbline.benchmarks.Benchmarks.Line;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.observation.WafVerdict;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.AuditLog;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafRequest;
import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwTest;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The rule set's own tests through a vantage, each with a verdict that the firewall's log proves,
 * beside wrk, which sends one harmless request over and over: both over 8 connections to the same
 * nginx with ModSecurity, which blocks at paranoia level 1 and logs every request.
 *
 * <p>Unlike wrk's, most of these requests have a connection of their own, since they say so, and
 * what nginx logs of an attack is longer: so wrk's request is sent by a vantage, too.
 */
final class FirewallCorpus implements Benchmark {

  private static final int CONNECTIONS = 8;

  /** So many passes until the compiler of the virtual machine is done, mostly. */
  private static final int WARM_UP = 6;

  private static final int ROUNDS = 5;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");

  @Override
  public String name() {
    return "firewall-corpus";
  }

  @Override
  public List<Line> measure() throws Exception {
    String wanted = missing();
    if (!wanted.isEmpty()) {
      System.out.println("| not measured: the rule set's tests beside wrk | " + wanted + " | | | |");
      return List.of();
    }
    Path directory = Files.createTempDirectory("plumbline-firewall");
    Path nginx = Files.createDirectories(directory.resolve("nginx"));
    Firewall firewall = Firewall.at(1).with(AuditLog.NATIVE);
    try (CanaryOrigin origin = CanaryOrigin.start();
        ModSecurityServer server = ModSecurityServer.start(nginx, firewall, origin.port())) {
      String url = "http://127.0.0.1:" + server.address().getPort();
      List<WafProbe> probes = probes(corpus(directory.resolve("tests")), url);
      List<WafProbe> harmless = Collections.nCopies(probes.size(), harmless(url));
      for (int i = 0; i < WARM_UP; i++) {
        pass(probes, server);
      }
      List<Pass> corpus = new ArrayList<>();
      List<Pass> same = new ArrayList<>();
      List<Pass> wrk = new ArrayList<>();
      for (int i = 0; i < ROUNDS; i++) {
        corpus.add(pass(probes, server));
        wrk.add(wrk(url, server, origin));
        same.add(pass(harmless, server));
      }
      String tests = probes.size() + " tests of the rule set, each with proof, 8 connections";
      String request = "wrk's request, each with proof, 8 connections";
      return List.of(
          line(tests, corpus, wrk, Pass::rate, "/s", "at least 0.7"),
          line(tests + ", by processor time", corpus, wrk, Pass::byTime, "/s", ""),
          line(request, same, wrk, Pass::rate, "/s", ""));
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }

  /**
   * What many requests took.
   *
   * @param requests how many there were
   * @param seconds how long they took
   * @param processor the seconds that nginx and this virtual machine, with the origin behind nginx,
   *     had a processor: on a machine with other work, that is what shows
   */
  private record Pass(double requests, double seconds, double processor) {

    double rate() {
      return requests / seconds;
    }

    /** Returns the rate at which one processor would be busy. */
    double byTime() {
      return requests / processor;
    }
  }

  private static Line line(
      String what,
      List<Pass> ours,
      List<Pass> peer,
      ToDoubleFunction<Pass> figure,
      String unit,
      String aim) {
    double one = Figures.median(ours.stream().map(figure::applyAsDouble).toList());
    double other = Figures.median(peer.stream().map(figure::applyAsDouble).toList());
    return new Line(
        what,
        Figures.format(one, unit),
        "wrk, one request " + Figures.format(other, unit),
        one / other,
        aim);
  }

  private static double processorSeconds(ModSecurityServer server) {
    Duration own = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    return server.processorTime().plus(own).toNanos() / 1e9;
  }

  private static String missing() {
    if (Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .noneMatch(place -> Files.isExecutable(Path.of(place, "wrk")))) {
      return "the command wrk is not installed";
    }
    Path module = Path.of("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so");
    return Files.exists(module)
        ? ""
        : "the packages libnginx-mod-http-modsecurity and modsecurity-crs are not installed";
  }

  private static Pass pass(List<WafProbe> probes, ModSecurityServer server) {
    Environment environment =
        Environment.builder("corpus")
            .ground(Ground.LIVE)
            .vantage("here")
            .attackTraffic("127.0.0.1")
            .attackBudget(1_000_000, 1_000_000)
            .concurrency(CONNECTIONS, CONNECTIONS)
            .probeTimeout(Duration.ofSeconds(20))
            .firewallLog("modsecurity-native-complete", server.auditLog().toString())
            .build();
    try (Lab lab = Lab.open(environment)) {
      double processor = processorSeconds(server);
      long start = System.nanoTime();
      List<WafObservation> seen = lab.vantage("here").observeAll(probes);
      double seconds = (System.nanoTime() - start) / 1e9;
      processor = processorSeconds(server) - processor;
      List<String> unproved =
          seen.stream()
              .filter(one -> one.verdict() == WafVerdict.UNDECIDABLE)
              .map(one -> one.subject().id() + ": " + one.proof())
              .toList();
      if (!unproved.isEmpty()) {
        throw new IllegalStateException(
            "not measured, since some have no verdict:\n" + String.join("\n", unproved));
      }
      return new Pass(probes.size(), seconds, processor);
    }
  }

  private static Pass wrk(String url, ModSecurityServer server, CanaryOrigin origin)
      throws IOException {
    double processor = processorSeconds(server);
    long requests = origin.requests();
    Process wrk =
        new ProcessBuilder(
                "wrk", "-t1", "-c" + CONNECTIONS, "-d3s", "-H", "User-Agent: plumbline", "-H",
                "Accept: */*", "-H", "X-Plumbline-Request: wrk", url + "/?page=1")
            .redirectErrorStream(true)
            .start();
    String output = new String(wrk.getInputStream().readAllBytes());
    Matcher rate = RATE.matcher(output);
    if (!rate.find() || output.contains("Non-2xx")) {
      throw new IllegalStateException("wrk was not answered as it should be:\n" + output);
    }
    requests = origin.requests() - requests;
    processor = processorSeconds(server) - processor;
    return new Pass(requests, requests / Double.parseDouble(rate.group(1)), processor);
  }

  /** Without what nginx answers itself, so that no entry of the log is waited for in vain. */
  private static List<WafProbe> probes(FtwCorpus corpus, String url) {
    List<String> refused =
        List.of(
            "920100-2", "920100-3", "920100-4", "920100-5", "920100-6", "920100-11", "920100-12",
            "920100-13", "920100-14", "920100-15", "920160-1", "920160-2", "920160-3", "920160-5",
            "920180-4", "920181-1", "920280-3", "920290-1", "920340-2", "920400-1", "920430-3",
            "920430-4", "920430-5", "920430-6", "920430-7", "920430-8", "920430-9", "920430-10",
            "921140-1", "933160-21", "942500-1");
    return corpus.enabled().stream()
        .filter(test -> !refused.contains(test.title()))
        .map(test -> probe(test, url))
        .toList();
  }

  /** The request that wrk sends. */
  private static WafProbe harmless(String url) {
    WafRequest request = WafRequest.of("GET", "/?page=1", List.of(), new byte[0]);
    return new WafCase("page", 942200, Polarity.NEAR_MISS, request, "wrk", "").to(url);
  }

  private static WafProbe probe(FtwTest test, String url) {
    return new WafCase(
            test.title(),
            test.rule(),
            Polarity.ATTACK,
            test.request(0, List.of()).request(),
            test.file(),
            "")
        .to(url);
  }

  private static FtwCorpus corpus(Path directory) throws IOException {
    try (InputStream in =
            Objects.requireNonNull(
                WafCase.class.getResourceAsStream("crs-v3.3.4-tests.zip"), "the tests");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
    }
    return FtwCorpus.read(directory);
  }
}
