package dev.plumbline.vantage;

import dev.plumbline.testing.FreePorts;
import dev.plumbline.testing.Requirements;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import okhttp3.tls.HeldCertificate;

/**
 * Name servers by others on the loopback interface, each over UDP, TCP, TLS and HTTPS, with the
 * zone contoso.test: Unbound, and BIND 9 with further listeners whose certificates are wrong.
 */
final class NameServers implements Closeable {

  static final String NAME = "dns.contoso.test";

  /** Has more addresses than fit into a datagram. */
  static final String MANY = "many.contoso.test";

  private static final List<String> ZONE =
      List.of(
          "api.contoso.test. 300 A 10.1.0.5",
          "api.contoso.test. 300 AAAA fd00::5",
          "www.contoso.test. 60 A 10.1.0.6",
          "www.contoso.test. 60 A 10.1.0.7",
          "text.contoso.test. 60 TXT \"a b\"");

  private final Process process;
  private final Path log;
  private final Map<String, Integer> ports;

  private NameServers(Process process, Path log, Map<String, Integer> ports) {
    this.process = process;
    this.log = log;
    this.ports = ports;
  }

  /** Starts Unbound; its ports are {@code plain}, {@code tls} and {@code https}. */
  static NameServers unbound(Path folder) throws IOException, InterruptedException {
    Path command = Requirements.command("unbound");
    Map<String, Integer> ports = ports(List.of("plain", "tls", "https"));
    write(folder, "good", Certificates.leaf(Certificates.AUTHORITY, NAME, "127.0.0.1"));
    StringBuilder text =
        new StringBuilder(
            """
            server:
              directory: "."
              chroot: ""
              username: ""
              pidfile: ""
              do-daemonize: no
              use-syslog: no
              logfile: ""
              interface-automatic: no
              module-config: "iterator"
              max-udp-size: 1232
              tls-service-pem: "good.pem"
              tls-service-key: "good.key"
              http-endpoint: "/dns-query"
              tls-port: %d
              https-port: %d
              local-zone: "contoso.test." static
            """
                .formatted(ports.get("tls"), ports.get("https")));
    ports.values().forEach(port -> text.append("  interface: 127.0.0.1@" + port + "\n"));
    for (String line : zone()) {
      text.append("  local-data: '").append(line).append("'\n");
    }
    Files.writeString(folder.resolve("unbound.conf"), text);
    return start(folder, ports, List.of(command.toString(), "-d", "-c", "unbound.conf"));
  }

  /**
   * Starts BIND 9; its ports are {@code plain}, {@code tls} and {@code https}, and those over TLS
   * with the certificates named.
   */
  static NameServers bind(Path folder, Map<String, HeldCertificate> wrong)
      throws IOException, InterruptedException {
    Path command = Requirements.command("named");
    List<String> names = new ArrayList<>(List.of("plain", "tls", "https"));
    names.addAll(wrong.keySet());
    Map<String, Integer> ports = ports(names);
    Map<String, HeldCertificate> certificates = new LinkedHashMap<>(wrong);
    certificates.put("good", Certificates.leaf(Certificates.AUTHORITY, NAME, "127.0.0.1"));
    StringBuilder text = new StringBuilder("controls { };\n");
    for (Map.Entry<String, HeldCertificate> one : certificates.entrySet()) {
      write(folder, one.getKey(), one.getValue());
      text.append(
          "tls %1$s { cert-file \"%1$s.pem\"; key-file \"%1$s.key\"; };%n".formatted(one.getKey()));
    }
    text.append(
        """
        http queries { endpoints { "/dns-query"; }; };
        zone "contoso.test" { type primary; file "contoso.zone"; };
        options {
          directory ".";
          pid-file none;
          session-keyfile none;
          recursion no;
          minimal-responses yes;
          listen-on-v6 { none; };
          listen-on port %d { 127.0.0.1; };
          listen-on port %d tls good { 127.0.0.1; };
          listen-on port %d tls good http queries { 127.0.0.1; };
        """
            .formatted(ports.get("plain"), ports.get("tls"), ports.get("https")));
    for (String name : wrong.keySet()) {
      text.append("  listen-on port %d tls %s { 127.0.0.1; };%n".formatted(ports.get(name), name));
    }
    Files.writeString(folder.resolve("named.conf"), text.append("};\n"));
    List<String> zone = new ArrayList<>();
    zone.add("contoso.test. 60 SOA ns.contoso.test. root.contoso.test. 1 60 60 60 60");
    zone.add("contoso.test. 60 NS ns.contoso.test.");
    zone.add("ns.contoso.test. 60 A 127.0.0.1");
    zone.addAll(zone());
    Files.write(folder.resolve("contoso.zone"), zone);
    return start(folder, ports, List.of(command.toString(), "-g", "-n", "1", "-c", "named.conf"));
  }

  private static List<String> zone() {
    List<String> zone = new ArrayList<>(ZONE);
    // BIND refuses more than 100 of one name.
    IntStream.range(0, 95).forEach(i -> zone.add(MANY + ". 60 A 10.2.0." + i));
    return zone;
  }

  private static Map<String, Integer> ports(Collection<String> names) throws IOException {
    Map<String, Integer> ports = new LinkedHashMap<>();
    Iterator<Integer> free = FreePorts.several(names.size()).iterator();
    names.forEach(name -> ports.put(name, free.next()));
    return ports;
  }

  static void write(Path folder, String name, HeldCertificate certificate) throws IOException {
    Files.writeString(folder.resolve(name + ".pem"), certificate.certificatePem());
    Files.writeString(folder.resolve(name + ".key"), certificate.privateKeyPkcs8Pem());
  }

  private static NameServers start(Path folder, Map<String, Integer> ports, List<String> command)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    NameServers servers = new NameServers(process, log, ports);
    try {
      servers.awaitListening();
    } catch (IOException | InterruptedException e) {
      servers.close();
      throw e;
    }
    return servers;
  }

  private void awaitListening() throws IOException, InterruptedException {
    awaitListening(process, ports.values(), () -> Files.readString(log));
  }

  /** What a program has said so far. */
  interface Said {
    String text() throws IOException;
  }

  /** Returns when a program listens on all ports of the loopback interface. */
  static void awaitListening(Process process, Collection<Integer> ports, Said said)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (int port : ports) {
      while (!accepts(port)) {
        // Waiting for its end is the pause, and the end of waiting too.
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
          throw new IOException("not listening on " + port + ". It said:\n" + said.text());
        }
      }
    }
  }

  private static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a port by its name. */
  int port(String name) {
    return ports.get(name);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
