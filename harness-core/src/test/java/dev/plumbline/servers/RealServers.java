package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.testing.Requirements;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A network description realised in this network namespace, which must be an isolated one. */
final class RealServers implements Closeable {

  private final Deque<Closeable> toClose = new ArrayDeque<>();

  private final Path trust;

  private RealServers(Path trust) {
    this.trust = trust;
  }

  /**
   * Realises a network. When it returns everything answers.
   *
   * @param network what to realise
   * @param environment the vantages, which need {@code bind} and {@code segment}
   * @param directory where configurations, certificates and logs are written
   * @param firewalls whether the firewalls of the description are there too
   */
  static RealServers start(
      Network network, Environment environment, Path directory, boolean firewalls)
      throws IOException, InterruptedException {
    Isolation.require();
    Path certificates = directory.resolve("certificates");
    PemWriter pem = new PemWriter(certificates);
    RealServers servers = new RealServers(pem.writeRoots("trust.pem", List.of("lab")));
    boolean open = false;
    try {
      servers.open(new Places(network, environment), directory, certificates, pem, firewalls);
      Isolation.require();
      open = true;
      return servers;
    } finally {
      if (!open) {
        servers.close();
      }
    }
  }

  /**
   * Returns a certificate file (PEM) of the authority behind the servers' certificates, for an
   * environment to trust.
   */
  Path trust() {
    return trust;
  }

  private void open(
      Places places, Path directory, Path certificates, PemWriter pem, boolean firewalls)
      throws IOException, InterruptedException {
    KernelNetwork kernel = new KernelNetwork(places);
    Path batch = Files.writeString(directory.resolve("network.ip"), kernel.ipBatch());
    Command.run(List.of(Requirements.command("ip").toString(), "-batch", batch.toString()));

    for (CertificateSpec certificate : places.network().certificates()) {
      pem.write(certificate);
    }
    Origin origin = new Origin();
    toClose.push(origin);
    for (Host host : places.network().hosts()) {
      for (Listener listener : host.listeners()) {
        if (listener.tcp() != null) {
          serve(origin, host, listener);
        }
      }
    }
    BindConfiguration bind = new BindConfiguration(places, directory);
    Path named = bind.write();
    NginxConfiguration nginx =
        new NginxConfiguration(places, directory, certificates, pem, origin, firewalls);
    Path web = nginx.write();

    Daemon names =
        Daemon.start(
            directory,
            List.of(
                Requirements.command("named").toString(), "-f", "-n", "1", "-c", named.toString()));
    toClose.push(names);
    Daemon gateways =
        Daemon.start(
            directory,
            List.of(
                Requirements.command("nginx").toString(),
                "-e",
                "stderr",
                "-c",
                web.toString(),
                "-g",
                "daemon off;"));
    toClose.push(gateways);
    names.awaitListening(bind.addresses());
    gateways.awaitListening(nginx.addresses());

    // Filters come last: they would keep us from seeing that the servers are up.
    Path filters = Files.writeString(directory.resolve("filters.nft"), kernel.filters());
    Command.run(List.of(Requirements.command("nft").toString(), "-f", filters.toString()));
  }

  private static void serve(Origin origin, Host host, Listener listener) throws IOException {
    if (listener.tls() != null) {
      throw Places.unsupported(
          "host \"" + host.name() + "\" has bare bytes over TLS on port " + listener.port());
    }
    List<InetAddress> at = new ArrayList<>(listener.addresses());
    if (at.isEmpty()) {
      at.addAll(host.addresses());
      at.addAll(host.publicAddresses());
    }
    for (InetAddress address : at) {
      origin.serve(new InetSocketAddress(address, listener.port()), listener.tcp());
    }
  }

  @Override
  public void close() throws IOException {
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }
}
