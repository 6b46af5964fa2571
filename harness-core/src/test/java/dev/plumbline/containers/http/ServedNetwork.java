package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.LocalMachine;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A network whose hosts all reach one another by way of one router, without its segments, links and
 * filters: what its servers do, and nothing else.
 */
final class ServedNetwork implements AutoCloseable {

  private final LocalMachine machine;
  private final Path directory;

  private ServedNetwork(LocalMachine machine, Path directory) {
    this.machine = machine;
    this.directory = directory;
  }

  static ServedNetwork start(Network network, Path directory) {
    return new ServedNetwork(
        LocalMachine.start(path -> plan(network, path), directory), directory.resolve("machine"));
  }

  static Plan plan(Network network, String path) {
    Site site = Site.of(network, Map.of());
    PlanBuilder plan = new PlanBuilder(network.name(), path);
    List<String> router = new ArrayList<>();
    for (Host host : network.hosts()) {
      String name = site.namespace(host);
      List<String> lines = new ArrayList<>();
      for (InetAddress address : Site.addresses(host)) {
        String one = address.getHostAddress() + (address.getAddress().length == 4 ? "/32" : "/128");
        lines.add("addr add " + one + " dev eth0");
        router.add("route add " + one + " dev " + name);
      }
      String own = host.addresses().get(0).getHostAddress();
      lines.add("route add default via 169.254.1.1 dev eth0 onlink src " + own);
      router.add("addr add 169.254.1.1/32 dev " + name);
      plan.namespace(new Plan.Namespace(name, false, Map.of(), lines, ""));
      plan.wire(new Plan.Wire(name, "eth0", "router", name));
      plan.place("host:" + host.name(), new Plan.Place(name, own, null));
    }
    plan.namespace(new Plan.Namespace("router", true, Map.of(), router, ""));
    new HttpServers(site).addTo(plan);
    return plan.build();
  }

  /** Opens a connection from a host's place. */
  Socket connect(String host, String address, int port) throws IOException {
    Socket socket = new Socket(machine.socks().getAddress(), machine.socks().getPort());
    socket.setSoTimeout(20_000);
    byte[] place = ("host:" + host).getBytes(StandardCharsets.US_ASCII);
    byte[] secret = machine.secret().getBytes(StandardCharsets.US_ASCII);
    OutputStream out = socket.getOutputStream();
    out.write(new byte[] {5, 1, 2, 1, (byte) place.length});
    out.write(place);
    out.write(secret.length);
    out.write(secret);
    out.write(new byte[] {5, 1, 0, 1});
    out.write(InetAddress.getByName(address).getAddress());
    out.write(new byte[] {(byte) (port >> 8), (byte) port});
    InputStream in = socket.getInputStream();
    byte[] said = in.readNBytes(14);
    if (said[5] != 0) {
      socket.close();
      throw new IOException("SOCKS5 answered " + said[5]);
    }
    return socket;
  }

  /** Reads on in a file of the machine. */
  byte[] read(String path, long from) {
    try {
      byte[] all = Files.readAllBytes(directory.resolve(path));
      return Arrays.copyOfRange(all, (int) from, all.length);
    } catch (IOException e) {
      throw new LabException("no file " + path, e);
    }
  }

  LocalMachine machine() {
    return machine;
  }

  /** Returns the machine's directory. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    machine.close();
  }
}
