package dev.plumbline.containers.plan;

import dev.plumbline.network.Network.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a machine is to do to be a network: carried out in the order of the components.
 *
 * @param files the files to write before anything else, by their path below the machine's directory
 * @param namespaces the network namespaces
 * @param wires the virtual cables between them
 * @param origins what answers in place of nginx
 * @param services the server programs; all are started, then all are awaited
 * @param places where connections can be started from, by name
 * @param firewalls where web application firewalls stand, and what is needed to read their logs
 */
public record Plan(
    Map<String, String> files,
    List<Namespace> namespaces,
    List<Wire> wires,
    List<Origin> origins,
    List<Service> services,
    Map<String, Place> places,
    List<FirewallPlace> firewalls) {

  /** Copies the collections. */
  public Plan {
    files = Map.copyOf(files);
    namespaces = List.copyOf(namespaces);
    wires = List.copyOf(wires);
    origins = List.copyOf(origins);
    services = List.copyOf(services);
    places = Map.copyOf(places);
    firewalls = List.copyOf(firewalls);
  }

  /** Makes a plan without web application firewalls. */
  public Plan(
      Map<String, String> files,
      List<Namespace> namespaces,
      List<Wire> wires,
      List<Origin> origins,
      List<Service> services,
      Map<String, Place> places) {
    this(files, namespaces, wires, origins, services, places, List.of());
  }

  /**
   * A network namespace. Its loopback interface is up; {@code ip} runs when all wires are there.
   *
   * @param name its name, unique in the plan
   * @param forwards whether it passes on packets that are not for itself
   * @param sysctls further settings of its own, by their path below {@code net}, for example {@code
   *     netfilter/nf_conntrack_tcp_loose}
   * @param ip lines for {@code ip -batch}; those that start with {@code -6} are for {@code ip -6
   *     -batch}, after the others and without it
   * @param filters a script for {@code nft -f}; empty for none
   */
  public record Namespace(
      String name, boolean forwards, Map<String, String> sysctls, List<String> ip, String filters) {
    /** Copies the settings and lines. */
    public Namespace {
      sysctls = Map.copyOf(sysctls);
      ip = List.copyOf(ip);
    }
  }

  /**
   * A virtual cable: an interface in each of two namespaces. Both are set up by the machine.
   *
   * @param from the name of the one namespace
   * @param fromInterface the interface's name there, at most 15 characters
   * @param to the name of the other namespace
   * @param toInterface the interface's name there
   */
  public record Wire(String from, String fromInterface, String to, String toInterface) {}

  /**
   * A server program, run in the foreground. What it says goes to {@code log/<name>.log} below the
   * machine's directory; when it ends before the lab is closed, that is an error.
   *
   * @param name its name, unique in the plan
   * @param namespace the namespace it runs in
   * @param command the program and its arguments
   * @param listens where it must accept TCP connections before it counts as started
   * @param configuration the path of its configuration, named when it does not start
   */
  public record Service(
      String name,
      String namespace,
      List<String> command,
      List<Listening> listens,
      String configuration) {
    /** Copies the lists. */
    public Service {
      command = List.copyOf(command);
      listens = List.copyOf(listens);
    }
  }

  /** An address and port. */
  public record Listening(String address, int port) {}

  /**
   * What answers for a host where nginx does not: fixed answers, answers after a delay, answers
   * that describe the request, services of bare bytes.
   *
   * <p>HTTP comes from nginx by way of the socket {@code run/origin-<namespace>.sock}, with a
   * header line {@code X-Plumbline-Origin: <handling> <source> <source port> <version> <sni> <tls>
   * <port> <transfer encoding>}; what is absent is {@code -}.
   *
   * @param host the host's name, told in answers that describe the request
   * @param namespace its namespace
   * @param handlings what to answer, by number
   * @param streams services of bare bytes
   */
  public record Origin(
      String host, String namespace, List<Answering> handlings, List<Stream> streams) {
    /** Copies the lists. */
    public Origin {
      handlings = List.copyOf(handlings);
      streams = List.copyOf(streams);
    }
  }

  /**
   * An answer.
   *
   * @param port the port of the listener
   * @param delay how long to wait before
   * @param reply the fixed answer; null for a description of the request
   */
  public record Answering(int port, Duration delay, @Nullable Reply reply) {}

  /**
   * A service of bare bytes.
   *
   * @param listens its addresses in the namespace; empty where nginx does TLS before it
   * @param socket the path of the socket that nginx passes connections on to; null for none
   * @param banner what it sends when a connection opens
   * @param echo whether it sends back what it receives
   */
  public record Stream(
      List<Listening> listens, @Nullable String socket, String banner, boolean echo) {
    /** Copies the list. */
    public Stream {
      listens = List.copyOf(listens);
    }
  }

  /**
   * Where connections can be started from.
   *
   * @param namespace the namespace
   * @param v4 the IPv4 address they start from; null when it has none
   * @param v6 the IPv6 address they start from; null when it has none
   */
  public record Place(String namespace, @Nullable String v4, @Nullable String v6) {}
}
