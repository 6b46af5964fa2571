package dev.plumbline.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A real nginx with ModSecurity and the rules of the OWASP project, from the system's packages, on
 * loopback and with its files in one directory. It passes requests on to an origin.
 *
 * <p>It listens twice: at {@link #address()} with the firewall, at {@link #plainAddress()} without.
 * Skips the test where a package is not installed.
 */
public final class ModSecurityServer implements AutoCloseable {

  /** The module that nginx loads. */
  public static final Path MODULE =
      Path.of("/usr/lib/nginx/modules/ngx_http_modsecurity_module.so");

  /** The project's own recommended settings, as the package brings them. */
  private static final Path RECOMMENDED = Path.of("/etc/nginx/modsecurity.conf");

  private static final Path RULES = Path.of("/usr/share/modsecurity-crs/rules");

  private static final int LONGEST_SECONDS = 60;

  private final Path directory;
  private final Process process;
  private final int port;
  private final int plainPort;

  private ModSecurityServer(Path directory, Process process, int port, int plainPort) {
    this.directory = directory;
    this.process = process;
    this.port = port;
    this.plainPort = plainPort;
  }

  /** The values of SecRuleEngine. */
  public enum Engine {
    /** It blocks. */
    On,
    /** It only logs. */
    DetectionOnly,
    /** It does nothing. */
    Off
  }

  /** How the audit log is written. */
  public enum AuditLog {
    /** One JSON document a line. */
    JSON("SecAuditLogFormat JSON\nSecAuditLogType Serial"),
    /** Sections between boundaries. */
    NATIVE("SecAuditLogFormat Native\nSecAuditLogType Serial"),
    /** A file with a JSON document for each request. */
    JSON_FILES("SecAuditLogFormat JSON\nSecAuditLogType Concurrent"),
    /** None at all. */
    NONE("SecAuditEngine Off");

    private final String directives;

    AuditLog(String directives) {
      this.directives = directives;
    }
  }

  /**
   * The settings of a firewall.
   *
   * @param engine whether it blocks
   * @param paranoiaLevel the rule set's paranoia level, 1 to 4
   * @param threshold the score from which it blocks
   * @param removed rules that are taken out
   * @param auditLog how it logs; every request is logged
   * @param more further directives, which come last and win
   */
  public record Firewall(
      Engine engine,
      int paranoiaLevel,
      int threshold,
      List<Integer> removed,
      AuditLog auditLog,
      List<String> more) {

    /** Returns one that blocks from a score of 5, with a JSON log. */
    public static Firewall at(int paranoiaLevel) {
      return new Firewall(Engine.On, paranoiaLevel, 5, List.of(), AuditLog.JSON, List.of());
    }

    /** Returns it with another engine mode. */
    public Firewall with(Engine other) {
      return new Firewall(other, paranoiaLevel, threshold, removed, auditLog, more);
    }

    /** Returns it with another log. */
    public Firewall with(AuditLog other) {
      return new Firewall(engine, paranoiaLevel, threshold, removed, other, more);
    }

    /** Returns it with another threshold. */
    public Firewall withThreshold(int other) {
      return new Firewall(engine, paranoiaLevel, other, removed, auditLog, more);
    }

    /** Returns it without some rules. */
    public Firewall without(Integer... rules) {
      return new Firewall(engine, paranoiaLevel, threshold, List.of(rules), auditLog, more);
    }

    /** Returns it with further directives. */
    public Firewall with(String... directives) {
      return new Firewall(engine, paranoiaLevel, threshold, removed, auditLog, List.of(directives));
    }
  }

  /**
   * Starts it; when this returns, it listens.
   *
   * @param directory an empty directory
   * @param origin the port on loopback of what stands behind it
   */
  public static ModSecurityServer start(Path directory, Firewall firewall, int origin)
      throws IOException {
    Path nginx = Requirements.command("nginx");
    requireInstalled();
    List<Integer> ports = FreePorts.several(2);
    Files.createDirectories(directory.resolve("audit"));
    Files.writeString(directory.resolve("firewall.conf"), rules(directory, firewall));
    Files.writeString(
        directory.resolve("nginx.conf"),
        configuration(directory, ports.get(0), ports.get(1), origin));
    Process process = run(nginx, directory);
    return new ModSecurityServer(directory, process, ports.get(0), ports.get(1));
  }

  /** Skips the test where ModSecurity or the rule set is not installed. */
  public static void requireInstalled() {
    Requirements.that(
        Files.exists(MODULE) && Files.exists(RECOMMENDED),
        "the package libnginx-mod-http-modsecurity is not installed");
    Requirements.that(Files.isDirectory(RULES), "the package modsecurity-crs is not installed");
  }

  /**
   * Returns the directives of a firewall, for a file that nginx is given.
   *
   * @param directory where it keeps its files, {@code audit.log} among them
   */
  public static String rules(Path directory, Firewall firewall) {
    // The numbers 900000 and 900990 are those the rule set keeps for its set-up.
    return """
        Include %1$s
        SecRuleEngine %2$s
        SecPcreMatchLimit 500000
        SecPcreMatchLimitRecursion 500000
        SecTmpDir %3$s
        SecDataDir %3$s
        SecAuditEngine On
        SecAuditLogParts ABFHZ
        SecAuditLog %4$s
        SecAuditLogStorageDir %3$s/audit
        %5$s
        SecDefaultAction "phase:1,log,auditlog,pass"
        SecDefaultAction "phase:2,log,auditlog,pass"
        SecAction "id:900990,phase:1,nolog,pass,t:none,setvar:tx.crs_setup_version=334"
        SecAction "id:900000,phase:1,nolog,pass,t:none,setvar:tx.paranoia_level=%6$d,\
        setvar:tx.inbound_anomaly_score_threshold=%7$d"
        Include %8$s/*.conf
        %9$s
        %10$s
        """
        .formatted(
            RECOMMENDED,
            firewall.engine(),
            directory,
            directory.resolve("audit.log"),
            firewall.auditLog().directives,
            firewall.paranoiaLevel(),
            firewall.threshold(),
            RULES,
            firewall.removed().stream()
                .map(rule -> "SecRuleRemoveById " + rule + "\n")
                .collect(Collectors.joining()),
            String.join("\n", firewall.more()));
  }

  private static String configuration(Path directory, int port, int plainPort, int origin) {
    return """
        load_module %1$s;
        user root;
        daemon off;
        worker_processes 2;
        pid %2$s/nginx.pid;
        # what is blocked is in the audit log
        error_log %2$s/error.log crit;
        events { worker_connections 512; }
        http {
          access_log off;
          client_max_body_size 20m;
          client_header_timeout 1s;
          client_body_timeout 1s;
          keepalive_requests 1000000;
          client_body_temp_path %2$s/body; proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi; uwsgi_temp_path %2$s/uwsgi; scgi_temp_path %2$s/scgi;
          upstream canary { server 127.0.0.1:%3$d; keepalive 32; keepalive_requests 1000000; }
          proxy_http_version 1.1;
          proxy_set_header Connection "";
          proxy_set_header Host $http_host;
          server {
            listen 127.0.0.1:%4$d;
            modsecurity on;
            modsecurity_rules_file %2$s/firewall.conf;
            location / { proxy_pass http://canary; }
          }
          server {
            listen 127.0.0.1:%5$d;
            location / { proxy_pass http://canary; }
          }
        }
        """
        .formatted(MODULE, directory, origin, port, plainPort);
  }

  /** Returns where the firewall listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Returns where the same nginx listens without a firewall. */
  public InetSocketAddress plainAddress() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), plainPort);
  }

  /** Returns its audit log; with a file for each request, the log that lists them. */
  public Path auditLog() {
    return directory.resolve("audit.log");
  }

  /** Returns how much processor time its workers have taken so far. */
  public Duration processorTime() {
    return process
        .children()
        .flatMap(worker -> worker.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns the directory of the files of single requests. */
  public Path auditDirectory() {
    return directory.resolve("audit");
  }

  private static Process run(Path nginx, Path directory) throws IOException {
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>(List.of(nginx.toString(), "-p", directory.toString()));
    command.addAll(List.of("-e", directory.resolve("error.log").toString()));
    command.addAll(List.of("-c", directory.resolve("nginx.conf").toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    // It binds its ports, then writes its pid.
    Path pid = directory.resolve("nginx.pid");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    try {
      while (!Files.exists(pid) || Files.size(pid) == 0) {
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new IOException(
              command + " ended with " + process.exitValue() + ":\n" + Files.readString(output));
        }
        if (System.nanoTime() > end) {
          process.destroyForcibly();
          throw new IOException(command + " is not ready after " + LONGEST_SECONDS + " s");
        }
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return process;
  }

  @Override
  public void close() {
    // its signal for an end at once; it ends its workers
    process.destroy();
    process.onExit().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
  }
}
