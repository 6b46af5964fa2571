package dev.plumbline.servers;

import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.UnknownSni;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.VirtualHost;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.testing.ModSecurityServer;
import dev.plumbline.testing.ModSecurityServer.Engine;
import dev.plumbline.testing.ModSecurityServer.Firewall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP listeners of a network description as one configuration of nginx.
 *
 * <p>What nginx does otherwise than the simulated network: its answer to a missing client
 * certificate is a 400, not an alert; it sends no health probes, so a member of a pool counts as
 * healthy until it is asked; where names of virtual hosts overlap, the exact one wins, wherever it
 * stands.
 */
final class NginxConfiguration {

  /** Sets the Server header, which nginx alone does not let one choose. */
  static final Path HEADERS_MORE =
      Path.of("/usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so");

  private final Places places;
  private final Path directory;
  private final Path certificates;
  private final Origin origin;
  private final PemWriter pem;
  private final boolean firewalls;
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  /** The files of rules, by firewall. */
  private final Map<WebFirewall, Path> rules = new LinkedHashMap<>();

  /** Maps and pools, which servers refer to. */
  private final StringBuilder shared = new StringBuilder();

  private final StringBuilder servers = new StringBuilder();

  /** Statuses that the server being written answers in place of nginx's own 502 and 504. */
  private final Set<Integer> ownStatuses = new LinkedHashSet<>();

  private int number;

  NginxConfiguration(
      Places places,
      Path directory,
      Path certificates,
      PemWriter pem,
      Origin origin,
      boolean firewalls) {
    this.places = places;
    this.directory = directory;
    this.certificates = certificates;
    this.pem = pem;
    this.origin = origin;
    this.firewalls = firewalls;
  }

  /** Returns the addresses that nginx listens on. */
  List<InetSocketAddress> addresses() {
    return addresses;
  }

  /** Writes the configuration and returns its file. */
  Path write() throws IOException {
    for (Host host : places.network().hosts()) {
      for (Listener listener : host.listeners()) {
        if (listener.http() != null) {
          listener(host, listener, listener.http());
        }
      }
    }
    String configuration =
        """
        load_module %s;
        %4$suser root;
        worker_processes 1;
        pid %2$s/nginx.pid;
        error_log stderr notice;
        events { worker_connections 1024; }
        http {
          access_log off;
          server_tokens off;
          merge_slashes off;
          default_type text/html;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          ssl_session_cache none;
          ssl_session_tickets off;
          server_names_hash_bucket_size 128;
          geo $dollar { default "$"; }
          map $ssl_server_name $sni_or_none { "" "-"; default $ssl_server_name; }
          map $ssl_protocol $tls_or_none { "" "-"; default $ssl_protocol; }
        %3$s}
        """
            .formatted(
                HEADERS_MORE,
                directory,
                shared.toString() + servers,
                rules.isEmpty() ? "" : "load_module " + ModSecurityServer.MODULE + ";\n");
    return Files.writeString(directory.resolve("nginx.conf"), configuration);
  }

  private void listener(Host host, Listener listener, Http service) throws IOException {
    StringBuilder listen = new StringBuilder();
    StringBuilder listenDefault = new StringBuilder();
    for (InetAddress address : listening(host, listener)) {
      InetSocketAddress at = new InetSocketAddress(address, listener.port());
      addresses.add(at);
      String line =
          "    listen " + address.getHostAddress() + ":" + listener.port() + options(listener);
      listen.append(line).append(";\n");
      listenDefault.append(line).append(" default_server;\n");
    }
    String tls = listener.tls() == null ? "" : tls(host, listener.tls());
    String server = server(service);
    boolean alert = listener.tls() != null && listener.tls().onUnknownSni() == UnknownSni.ALERT;
    String reject = alert ? "    ssl_reject_handshake on;\n" : "";

    VirtualHost every = null;
    Set<String> named = new LinkedHashSet<>();
    for (VirtualHost virtualHost : service.hosts()) {
      if (virtualHost.names().isEmpty()) {
        every = virtualHost;
        break;
      }
      List<String> names =
          virtualHost.names().stream().map(NginxConfiguration::serverName).toList();
      named.addAll(names);
      servers
          .append("  server {\n")
          .append(listen)
          .append("    server_name ")
          .append(String.join(" ", names))
          .append(";\n");
      servers
          .append(tls)
          .append(server)
          .append(locations(host, listener, service, virtualHost))
          .append("  }\n");
    }
    String unknown =
        every == null
            ? "    location / { " + unknownHost(service) + " }\n"
            : locations(host, listener, service, every);
    if (alert && listener.tls() != null) {
      // Names that a certificate carries and no virtual host takes: the handshake goes well, the
      // request does not.
      List<String> others =
          certificateNames(listener.tls()).stream().filter(name -> !named.contains(name)).toList();
      if (!others.isEmpty()) {
        servers
            .append("  server {\n")
            .append(listen)
            .append("    server_name ")
            .append(String.join(" ", others))
            .append(";\n");
        servers.append(tls).append(server).append(unknown).append("  }\n");
      }
    }
    servers.append("  server {\n").append(listenDefault).append("    server_name \"\";\n");
    servers.append(tls).append(reject).append(server).append(unknown).append("  }\n");
  }

  private static List<InetAddress> listening(Host host, Listener listener) {
    if (!listener.addresses().isEmpty()) {
      return listener.addresses();
    }
    Set<InetAddress> all = new LinkedHashSet<>(host.addresses());
    all.addAll(host.publicAddresses());
    return List.copyOf(all);
  }

  private static String options(Listener listener) {
    return listener.tls() == null ? "" : listener.tls().http2() ? " ssl http2" : " ssl";
  }

  private static String serverName(String name) {
    if (name.indexOf('*') < 0 && name.indexOf('?') < 0) {
      return quoted(name.toLowerCase(Locale.ROOT));
    }
    StringBuilder regex = new StringBuilder("~^");
    for (char c : name.toLowerCase(Locale.ROOT).toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : escaped(c));
    }
    return quoted(regex + "$$");
  }

  private static String unknownHost(Http service) {
    return switch (service.onUnknownHost()) {
      case NOT_FOUND -> "return 404;";
      case MISDIRECTED -> "return 421;";
      case CLOSE -> "return 444;";
    };
  }

  private static String server(Http service) {
    return service.server() == null
        ? "    more_clear_headers Server;\n"
        : "    more_set_headers " + quoted("Server: " + service.server()) + ";\n";
  }

  private String tls(Host host, Tls tls) throws IOException {
    if (tls.onUnknownSni() == UnknownSni.RESET) {
      throw Places.unsupported(
          "host \"" + host.name() + "\" resets connections with an unknown server name");
    }
    String certificate = PemWriter.fileName(tls.certificates().get(0));
    if (tls.certificates().size() > 1) {
      String chosen = "$certificate" + number++;
      shared
          .append("  map $ssl_server_name ")
          .append(chosen)
          .append(" {\n    default ")
          .append(quoted(certificate))
          .append(";\n");
      Set<String> seen = new LinkedHashSet<>();
      for (String name : tls.certificates()) {
        for (String dnsName : certificate(name).names()) {
          if (seen.add(dnsName.toLowerCase(Locale.ROOT))) {
            shared
                .append("    ")
                .append(certificateName(dnsName))
                .append(' ')
                .append(quoted(PemWriter.fileName(name)))
                .append(";\n");
          }
        }
      }
      shared.append("  }\n");
      certificate = chosen;
    }
    if (!tls.clientCertificateNames().isEmpty()) {
      throw new IllegalArgumentException(
          "client certificates for some server names are not written for nginx: " + tls);
    }
    String clients =
        tls.clientCertificate()
            ? "    ssl_verify_client on;\n    ssl_verify_depth 3;\n    ssl_client_certificate "
                + roots(List.of("lab"))
                + ";\n"
            : "";
    String protocols = tls.minimumVersion().equals("TLSv1.3") ? "TLSv1.3" : "TLSv1.2 TLSv1.3";
    return "    ssl_certificate %1$s/%2$s.pem;\n    ssl_certificate_key %1$s/%2$s.key;\n    ssl_protocols %3$s;\n%4$s"
        .formatted(certificates, certificate, protocols, clients);
  }

  /** A wildcard stands for one label, which it does not for nginx. */
  private static String certificateName(String name) {
    return name.startsWith("*.")
        ? quoted("~^[^.]+" + name.substring(1).replace(".", "\\.") + "$$")
        : quoted(name);
  }

  private CertificateSpec certificate(String name) {
    return places.network().certificates().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> certificateNames(Tls tls) {
    return tls.certificates().stream()
        .flatMap(name -> certificate(name).names().stream())
        .map(NginxConfiguration::serverName)
        .distinct()
        .toList();
  }

  private Path roots(List<String> issuers) throws IOException {
    return pem.writeRoots("roots-" + String.join("-", issuers) + ".pem", issuers);
  }

  private String locations(Host host, Listener listener, Http service, VirtualHost virtualHost)
      throws IOException {
    StringBuilder locations = new StringBuilder();
    ownStatuses.clear();
    for (PathRoute route : virtualHost.routes()) {
      for (String path : route.paths()) {
        locations.append("    location ~* ").append(quoted(pathRegex(path))).append(" {\n");
        WebFirewall firewall = route.firewall() == null ? virtualHost.firewall() : route.firewall();
        locations
            .append(guarded(firewall, handling(host, listener, service, route.handling())))
            .append("    }\n");
      }
    }
    locations.append("    location / {\n");
    locations.append(
        virtualHost.otherwise() == null
            ? "      return 404;\n"
            : guarded(
                virtualHost.firewall(),
                handling(host, listener, service, virtualHost.otherwise())));
    locations.append("    }\n");
    ownStatuses.forEach(
        status ->
            locations
                .append("    location @status")
                .append(status)
                .append(" { return ")
                .append(status)
                .append("; }\n"));
    return locations.toString();
  }

  /**
   * Puts a firewall before what is passed on. What nginx answers by itself it answers before a
   * firewall looks at it, as a gateway does whose pool is empty.
   */
  private String guarded(@Nullable WebFirewall firewall, String handling) throws IOException {
    if (!firewalls
        || firewall == null
        || firewall.mode() == WebFirewall.Mode.OFF
        || !handling.contains("proxy_pass")) {
      return handling;
    }
    Path file = rules.get(firewall);
    if (file == null) {
      file = directory.resolve("firewall" + rules.size() + ".conf");
      Files.writeString(file, ModSecurityServer.rules(directory, modSecurity(firewall)));
      rules.put(firewall, file);
    }
    return "      modsecurity on;\n      modsecurity_rules_file " + file + ";\n" + handling;
  }

  /**
   * What is taken from the description is the mode, the threshold, and which rules are off; all
   * else is the rule set's own. At its second level it has all rules that baselines send attacks
   * for.
   */
  private static Firewall modSecurity(WebFirewall firewall) {
    Engine engine = firewall.mode() == WebFirewall.Mode.BLOCKS ? Engine.On : Engine.DetectionOnly;
    Integer[] off =
        firewall.rules().stream()
            .filter(rule -> !rule.enabled())
            .map(WebFirewall.Rule::id)
            .toArray(Integer[]::new);
    return Firewall.at(2).with(engine).withThreshold(firewall.threshold()).without(off);
  }

  private static String pathRegex(String path) {
    boolean rest = path.endsWith("*");
    StringBuilder regex = new StringBuilder("^");
    for (char c : (rest ? path.substring(0, path.length() - 1) : path).toCharArray()) {
      regex.append(escaped(c));
    }
    return regex + (rest ? "" : "$$");
  }

  private String handling(Host host, Listener listener, Http service, Handling handling)
      throws IOException {
    if (handling.forward() != null) {
      Upstream upstream =
          host.upstreams().stream()
              .filter(u -> u.name().equals(handling.forward()))
              .findFirst()
              .orElseThrow();
      return forward(host, service, upstream);
    }
    if (handling.redirect() != null) {
      return "      return 302 " + quoted(handling.redirect().url()) + ";\n";
    }
    if (handling.reply() != null && handling.delay().isZero()) {
      return reply(handling.reply());
    }
    int registered = origin.add(host.name(), listener.port(), handling);
    return
"""
      proxy_pass http://127.0.0.1:%d;
      proxy_http_version 1.1;
      proxy_read_timeout 60s;
      proxy_set_header Host $http_host;
      proxy_set_header Connection $http_connection;
      proxy_set_header %s "%d $remote_addr $remote_port $server_protocol $sni_or_none $tls_or_none";
"""
        .formatted(origin.port(), Origin.HEADER, registered);
  }

  private static String reply(Reply reply) {
    if (reply.status() >= 300 && reply.status() < 400) {
      throw Places.unsupported("a fixed reply has status " + reply.status());
    }
    StringBuilder lines = new StringBuilder();
    String type = "text/plain; charset=utf-8";
    for (String header : reply.headers()) {
      int colon = header.indexOf(':');
      String name = header.substring(0, colon);
      String value = header.substring(colon + 1).strip();
      if (name.equalsIgnoreCase("Content-Type")) {
        type = value;
      } else {
        lines
            .append("      add_header ")
            .append(name)
            .append(' ')
            .append(quoted(value))
            .append(" always;\n");
      }
    }
    lines.append("      default_type ").append(quoted(type)).append(";\n");
    return lines
        .append("      return ")
        .append(reply.status())
        .append(' ')
        .append(quoted(reply.body()))
        .append(";\n")
        .toString();
  }

  private String forward(Host host, Http service, Upstream upstream) throws IOException {
    if (upstream.members().isEmpty()) {
      return "      return " + upstream.unavailableStatus() + ";\n";
    }
    String name = "pool" + number++;
    shared.append("  upstream ").append(name).append(" {\n");
    for (String member : upstream.members()) {
      if (!IpAddresses.isLiteral(member)) {
        throw Places.unsupported(
            "upstream \""
                + upstream.name()
                + "\" has the member \""
                + member
                + "\", which is not an address");
      }
      shared
          .append("    server ")
          .append(member)
          .append(':')
          .append(upstream.port())
          .append(" max_fails=0;\n");
    }
    shared.append("  }\n");
    if (upstream.hostFromMember() && upstream.members().size() > 1) {
      throw Places.unsupported(
          "upstream \"" + upstream.name() + "\" sends each of several members its own name");
    }
    String sent = upstream.hostFromMember() ? upstream.members().get(0) : upstream.host();
    StringBuilder lines = new StringBuilder();
    line(lines, "proxy_pass " + (upstream.tls() ? "https://" : "http://") + name);
    line(lines, "proxy_bind " + host.addresses().get(0).getHostAddress());
    line(lines, "proxy_http_version 1.1");
    line(lines, "proxy_set_header Connection close");
    line(lines, "proxy_set_header Host " + (sent == null ? "$http_host" : quoted(sent)));
    line(lines, "proxy_connect_timeout " + upstream.timeout().toMillis() + "ms");
    line(lines, "proxy_read_timeout " + upstream.timeout().toMillis() + "ms");
    line(lines, "proxy_next_upstream error");
    line(lines, "proxy_next_upstream_tries 2");
    // A backend that answered has its own Server header, or none; without an answer of a backend it
    // is the gateway's.
    String server = "$server" + number++;
    shared
        .append("  map $upstream_header_time ")
        .append(server)
        .append(" {\n    ~[0-9]$ $upstream_http_server;\n    default ");
    shared.append(quoted(service.server())).append(";\n  }\n");
    line(lines, "more_set_headers \"Server: " + server + "\"");
    if (upstream.timeoutStatus() != 504) {
      line(lines, "error_page 504 = @status" + upstream.timeoutStatus());
      ownStatuses.add(upstream.timeoutStatus());
    }
    if (upstream.unavailableStatus() != 502) {
      line(lines, "error_page 502 = @status" + upstream.unavailableStatus());
      ownStatuses.add(upstream.unavailableStatus());
    }
    if (upstream.forwardedHeaders()) {
      line(lines, "proxy_set_header X-Forwarded-For \"$proxy_add_x_forwarded_for:$remote_port\"");
      line(lines, "proxy_set_header X-Forwarded-Proto $scheme");
      line(lines, "proxy_set_header X-Forwarded-Port $server_port");
      line(lines, "proxy_set_header X-Original-Host $http_host");
      line(lines, "proxy_set_header X-Original-URL $request_uri");
    }
    if (upstream.tls()) {
      line(lines, "proxy_ssl_server_name on");
      line(lines, "proxy_ssl_name " + (sent == null ? "$host" : quoted(sent)));
      line(lines, "proxy_ssl_verify on");
      line(lines, "proxy_ssl_verify_depth 3");
      line(lines, "proxy_ssl_protocols TLSv1.2");
      line(lines, "proxy_ssl_session_reuse off");
      line(
          lines,
          "proxy_ssl_trusted_certificate "
              + roots(
                  upstream.trustedRoots().isEmpty() ? List.of("lab") : upstream.trustedRoots()));
    }
    return lines.toString();
  }

  private static void line(StringBuilder lines, String line) {
    lines.append("      ").append(line).append(";\n");
  }

  private static String escaped(char c) {
    return Character.isLetterOrDigit(c) || c == '/' || c == '-' || c == '_'
        ? String.valueOf(c)
        : "\\" + c;
  }

  /**
   * Quotes a value; {@code $$} at its end stands for a plain dollar sign of a regular expression.
   */
  private static String quoted(@Nullable String value) {
    String text = value == null ? "" : value;
    boolean anchored = text.endsWith("$$");
    String body = anchored ? text.substring(0, text.length() - 2) : text;
    String safe =
        body.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("$", "${dollar}")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
    return "\"" + safe + (anchored ? "$" : "") + "\"";
  }
}
