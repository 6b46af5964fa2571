package dev.plumbline.containers.firewall;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.observation.WafObservation;
import dev.plumbline.probe.WafProbe;
import dev.plumbline.testing.CanaryOrigin;
import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A real nginx on loopback that stands behind the rules which {@link FirewallFiles} writes, several
 * firewalls side by side, each at a port of its own, and a lab that sends requests to them.
 */
final class FirewallBench implements AutoCloseable {

  private static final int LONGEST_SECONDS = 60;
  private static final Host HOST =
      Network.builder("bench")
          .segment("hub", "10.0.0.0/24")
          .host("gw", "hub", "10.0.0.4")
          .build()
          .hosts()
          .get(0);

  private final Path directory;
  private final Plan plan;
  private final Process nginx;
  private final List<Integer> ports;
  private final FirewallLogs logs;
  private final Lab lab;

  private FirewallBench(Path directory, Plan plan, Process nginx, List<Integer> ports) {
    this.directory = directory;
    this.plan = plan;
    this.nginx = nginx;
    this.ports = ports;
    this.logs = new FirewallLogs(plan.firewalls(), this::read);
    this.lab =
        Lab.open(
            Environment.builder("bench")
                .ground(Ground.LIVE)
                .vantage("here")
                .attackTraffic("127.0.0.1", "api.contoso.example")
                .attackBudget(1_000_000, 1_000_000)
                .probeTimeout(Duration.ofSeconds(20))
                .firewallLogTimeout(Duration.ofSeconds(5))
                .build());
    lab.addFirewallLog(logs);
  }

  /** Starts it; when this returns, it listens. Skips the test where a package is not installed. */
  static FirewallBench start(Path directory, CanaryOrigin origin, WebFirewall... firewalls)
      throws IOException {
    Path program = Requirements.command("nginx");
    Requirements.that(
        Files.isDirectory(Path.of(CoreRuleSet.DIRECTORY)),
        "the package modsecurity-crs is not installed");
    PlanBuilder plan = new PlanBuilder("bench", directory.toString());
    FirewallFiles files = new FirewallFiles(plan);
    List<Integer> ports = FreePorts.several(firewalls.length);
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < firewalls.length; i++) {
      servers.append(
          """
              server {
                listen 127.0.0.1:%d;
                location / {
                  error_page 403 = @page;
          %s      proxy_pass http://127.0.0.1:%d;
                }
                location @page { return 403 "no entry for you"; }
              }
          """
              .formatted(
                  ports.get(i), files.directives(HOST, "0-" + i, firewalls[i], ""), origin.port()));
    }
    plan.file("nginx.conf", configuration(directory, servers.toString()));
    Plan built = plan.build();
    for (Map.Entry<String, String> file : built.files().entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Files.createDirectories(directory.resolve("log"));
    Files.createDirectories(directory.resolve("run"));
    return new FirewallBench(directory, built, run(program, directory), ports);
  }

  private static String configuration(Path directory, String servers) {
    return """
        load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;
        user root;
        daemon off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log notice;
        events { worker_connections 512; }
        http {
          access_log off;
          client_max_body_size 20m;
          client_body_buffer_size 1m;
          client_header_timeout 1s;
          client_body_timeout 1s;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi; uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
        %2$s}
        """
        .formatted(directory, servers);
  }

  private static Process run(Path program, Path directory) throws IOException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-p",
                directory.toString(),
                "-e",
                directory.resolve("error.log").toString(),
                "-c",
                directory.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    Path pid = directory.resolve("nginx.pid");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    try {
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
          process.destroyForcibly();
          throw new IOException("nginx does not start: " + Files.readString(output));
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return process;
  }

  byte[] read(String path, long from) {
    try {
      byte[] all = Files.readAllBytes(directory.resolve(path));
      return from >= all.length ? new byte[0] : Arrays.copyOfRange(all, (int) from, all.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Plan plan() {
    return plan;
  }

  FirewallLogs logs() {
    return logs;
  }

  Path directory() {
    return directory;
  }

  /** Sends cases to a firewall, and returns what became of them. */
  List<WafObservation> send(int firewall, List<WafCase> cases) {
    List<WafProbe> probes = new ArrayList<>();
    for (WafCase one : cases) {
      probes.add(one.to("http://api.contoso.example").connectTo("127.0.0.1", ports.get(firewall)));
    }
    return lab.vantage("here").observeAll(probes);
  }

  /** Sends a request to a firewall, {@code %s} in it being the Host line. */
  WafObservation send(int firewall, WafCase one) {
    return send(firewall, List.of(one)).get(0);
  }

  /** Returns a case of a request that is given as text. */
  static WafCase request(String id, WafRequest request) {
    return new WafCase(id, 0, WafCase.Polarity.ATTACK, request, "test", "");
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    lab.close();
    nginx.destroy();
    nginx.onExit().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
  }
}
