package dev.plumbline.containers.http;

import dev.plumbline.containers.firewall.FirewallFiles;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Upstream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The nginx of one host, and what answers behind it. */
final class HostServer {

  /** What the locations that no client can ask for begin with. */
  static final String INTERNAL = "/.plumbline/";

  private final Site site;
  private final Host host;
  private final PlanBuilder plan;
  private final FirewallFiles firewalls;
  private final CertificateFiles certificates;
  private final Map<Upstream, PoolVariables> pools = new LinkedHashMap<>();
  private final List<Plan.Answering> handlings = new ArrayList<>();
  private final List<Plan.Stream> streams = new ArrayList<>();
  private final Set<Plan.Listening> listens = new LinkedHashSet<>();
  private final StringBuilder maps = new StringBuilder();
  private final StringBuilder servers = new StringBuilder();
  private final StringBuilder bytes = new StringBuilder();
  private final StringBuilder limits = new StringBuilder();
  private int variables;
  private int turns;

  HostServer(Site site, Host host, PlanBuilder plan, FirewallFiles firewalls) {
    this.site = site;
    this.host = host;
    this.plan = plan;
    this.firewalls = firewalls;
    this.certificates = new CertificateFiles(site.network());
  }

  /** Adds its share to the plan; nothing when it serves neither HTTP nor bare bytes. */
  void add() {
    for (int i = 0; i < host.listeners().size(); i++) {
      Listener listener = host.listeners().get(i);
      if (listener.http() != null) {
        new HttpListener(this, listener, listener.http(), i).add();
        serving(listener);
      } else if (listener.tcp() != null) {
        new ByteListener(this, listener, listener.tcp(), i).add();
        if (listener.tls() != null) {
          serving(listener);
        }
      }
      if (listener.dns() == null) {
        limits.append(ConnectionLimit.rules(host, listener));
      }
    }
    if (NameLookup.isNeeded(site, host)) {
      new NameLookup(this).add();
    }
    if (!handlings.isEmpty() || !streams.isEmpty()) {
      plan.origin(new Plan.Origin(host.name(), namespace(), handlings, streams));
    }
    if (!servers.isEmpty() || !bytes.isEmpty() || !limits.isEmpty()) {
      String configuration = file("nginx.conf", configuration());
      plan.service(
          new Plan.Service(
              "nginx-" + namespace(),
              namespace(),
              command(configuration),
              List.copyOf(listens),
              configuration));
    }
  }

  private void serving(Listener listener) {
    Site.addresses(host, listener)
        .forEach(a -> listens.add(new Plan.Listening(a.getHostAddress(), listener.port())));
  }

  private List<String> command(String configuration) {
    List<String> nginx =
        List.of("nginx", "-p", plan.path("run"), "-e", "stderr", "-c", configuration);
    if (limits.isEmpty()) {
      return nginx;
    }
    String filter = file("limits.nft", ConnectionLimit.table(limits.toString()));
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "nft -f \"$0\" && exec \"$@\"", filter));
    command.addAll(nginx);
    return command;
  }

  private String configuration() {
    return NginxMain.configuration(
        plan,
        namespace(),
        NameLookup.isNeeded(site, host) ? NameLookup.resolver(host) : "",
        maps.toString() + shared(),
        servers.toString(),
        bytes.toString());
  }

  private String shared() {
    StringBuilder shared = new StringBuilder();
    for (int turn = 0; turn < turns; turn++) {
      shared.append(
          """
            server {
              listen unix:%s;
          %s    location / {
                add_header X-Turn %d;
                return 204;
              }
            }
          """
              .formatted(turnSocket(turn), RequestLog.none(), turn));
    }
    Instances instances = host.instances();
    if (instances != null
        && instances.addresses().stream().anyMatch(Inet4Address.class::isInstance)) {
      List<String> v4 =
          instances.addresses().stream()
              .map(InetAddress::getHostAddress)
              .filter(a -> a.indexOf(':') < 0)
              .toList();
      shared.append("  split_clients $request_id $instance {\n");
      IntStream.range(0, v4.size())
          .forEach(
              i ->
                  shared.append(
                      i == v4.size() - 1
                          ? "    * %s;\n".formatted(v4.get(i))
                          : "    %d%% %s;\n".formatted(100 / v4.size(), v4.get(i))));
      shared.append("  }\n");
    }
    return shared.toString();
  }

  Site site() {
    return site;
  }

  Host host() {
    return host;
  }

  FirewallFiles firewalls() {
    return firewalls;
  }

  CertificateFiles certificates() {
    return certificates;
  }

  String namespace() {
    return site.namespace(host);
  }

  /** Returns the path that a file has on the machine. */
  String path(String file) {
    return plan.path(file);
  }

  /** Adds a file of this host's nginx, and returns its path on the machine. */
  String file(String name, String content) {
    return plan.file("nginx/" + namespace() + "/" + name, content);
  }

  /** Adds a program that stands beside this class, and returns its path on the machine. */
  String program(String name) {
    return plan.program(HostServer.class, name);
  }

  /** Notes what cannot be realised on this host. */
  void cannot(String what) {
    plan.cannot("host \"" + host.name() + "\": " + what);
  }

  /** Returns a variable that is not yet used, with its dollar sign. */
  String variable(String meaning) {
    return "$" + meaning + "_" + variables++;
  }

  /** Adds something that servers refer to. */
  void map(String map) {
    maps.append(map);
  }

  /** Adds servers for HTTP. */
  void servers(String text) {
    servers.append(text);
  }

  /** Adds servers for bare bytes. */
  void byteServers(String text) {
    bytes.append(text);
  }

  /** Adds a program that runs beside nginx. */
  void service(Plan.Service service) {
    plan.service(service);
  }

  /** Adds a service of bare bytes. */
  void stream(Plan.Stream stream) {
    streams.add(stream);
  }

  /** Returns the upstream of a name. */
  Upstream upstream(String name) {
    return host.upstreams().stream()
        .filter(upstream -> upstream.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no upstream " + name));
  }

  /** Returns the variables of a pool. */
  PoolVariables pool(Upstream upstream) {
    PoolVariables known = pools.get(upstream);
    if (known == null) {
      known = new PoolVariables(this, upstream, host.upstreams().indexOf(upstream));
      pools.put(upstream, known);
      if (upstream.members().size() > 1) {
        turns = Math.max(turns, upstream.members().size());
      }
      known.define();
    }
    return known;
  }

  /** Returns the socket of the server that answers a number when it is its turn. */
  String turnSocket(int turn) {
    return plan.path("run/turn-%s-%d.sock".formatted(namespace(), turn));
  }

  /** Returns the addresses of a listener with its port. */
  List<String> addresses(Listener listener) {
    return Site.addresses(host, listener).stream()
        .map(a -> NginxText.address(a.getHostAddress()) + ":" + listener.port())
        .toList();
  }

  /**
   * Returns the directives that have what answers behind nginx answer.
   *
   * @param reply the answer; null for a description of the request
   */
  String origin(int port, Duration delay, @Nullable Reply reply) {
    handlings.add(new Plan.Answering(port, delay, reply));
    return """
          proxy_pass http://origin$target;
          proxy_http_version 1.1;
          proxy_read_timeout %ds;
          proxy_set_header Host $http_host;
          proxy_set_header Connection $http_connection;
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header TE $http_te;
          proxy_set_header Keep-Alive $http_keep_alive;
          proxy_set_header X-Plumbline-Origin "%d $remote_addr $remote_port $version $sni $tls %d $encoding";
    """
            .formatted(delay.toSeconds() + 60, handlings.size() - 1, port)
        + ownServer(reply);
  }

  /** nginx keeps the Server header of what is behind it to itself. */
  private static String ownServer(@Nullable Reply reply) {
    return reply == null
        ? ""
        : reply.headers().stream()
            .filter(line -> line.regionMatches(true, 0, "Server:", 0, 7))
            .map(line -> "Server: " + line.substring(7).strip())
            .map(line -> "      more_set_headers " + NginxText.quoted(line) + ";\n")
            .findFirst()
            .orElse("");
  }
}
