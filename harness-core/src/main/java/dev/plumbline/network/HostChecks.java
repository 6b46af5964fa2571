package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Probe;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.Rewrite;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.network.Network.Verification;
import dev.plumbline.network.Network.VirtualHost;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold for a host's listeners and upstreams. */
final class HostChecks {

  private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");
  private static final List<Integer> REDIRECTIONS = List.of(301, 302, 303, 307, 308);
  private static final Pattern HEADER =
      Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ \\t]*[^\\r\\n]*");
  private static final Set<String> FRAMING =
      Set.of("transfer-encoding", "content-length", "connection", "keep-alive");
  private static final Set<String> SINGLE = Set.of("content-type", "server", "date", "location");
  private static final List<Integer> BODILESS = List.of(204, 205, 304);
  private static final Pattern HOST_PATTERN =
      Pattern.compile("[A-Za-z0-9_*?.-]+|\\[?[0-9A-Fa-f:.]+\\]?");

  private final Host host;
  private final Problems problems;
  private final Names names;
  private final String path;

  HostChecks(Host host, Problems problems, Names names, String path) {
    this.host = host;
    this.problems = problems;
    this.names = names;
    this.path = path;
  }

  /**
   * Adds everything that is wrong; {@code probes} are the probes' names so far, with the upstream
   * they belong to.
   */
  void check(Map<String, String> probes) {
    for (int i = 0; i < host.listeners().size(); i++) {
      listener(
          host.listeners().get(i), path + ".listeners[" + i + "]", host.listeners().subList(0, i));
    }
    if (host.instances() != null) {
      instances(host.instances(), path + ".instances");
    }
    names.unique(path + ".upstreams", host.upstreams(), Upstream::name, "upstream");
    for (int i = 0; i < host.upstreams().size(); i++) {
      upstream(host.upstreams().get(i), path + ".upstreams[" + i + "]", probes);
    }
  }

  private void listener(Listener listener, String here, List<Listener> earlier) {
    if (problems.brokenAt(here)) {
      return;
    }
    names.port(here + ".port", listener.port());
    for (int j = 0; j < listener.addresses().size(); j++) {
      InetAddress address = listener.addresses().get(j);
      if (!own().contains(address) && !problems.broken(path + ".addresses")) {
        problems.addUnlessBroken(
            here + ".addresses[" + j + "]",
            address.getHostAddress()
                + " is not an address of host \""
                + host.name()
                + "\"; allowed: "
                + Names.joined(own().stream().map(InetAddress::getHostAddress).toList()));
      }
    }
    if (!problems.broken(here + ".port")
        && !problems.broken(here + ".addresses")
        && earlier.stream()
            .anyMatch(
                other ->
                    other.port() == listener.port()
                        && meet(other.addresses(), listener.addresses()))) {
      problems.add(
          here + ".port",
          "another listener of host \""
              + host.name()
              + "\" has port "
              + listener.port()
              + " of the same address already");
    }
    services(listener, here);
    if (listener.connectionLimit() < 0) {
      problems.addUnlessBroken(
          here + ".connection-limit",
          listener.connectionLimit() + " is negative; 0 stands for no limit");
    }
    if (listener.tls() != null) {
      tls(listener.tls(), here + ".tls");
      if (listener.dns() != null) {
        problems.addUnlessBroken(here + ".tls", "a DNS server has no TLS here; leave it out");
      }
    }
    if (listener.http() != null) {
      http(listener.http(), here + ".http");
    }
    if (listener.dns() != null) {
      new DnsChecks(problems, names).check(listener.dns(), here + ".dns");
    }
  }

  private void instances(Instances instances, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    if (instances.addresses().isEmpty() && !problems.broken(here + ".addresses")) {
      problems.add(
          here + ".addresses",
          "a host that stands for instances has at least one; name addresses of the host");
    }
    for (int i = 0; i < instances.addresses().size(); i++) {
      InetAddress instance = instances.addresses().get(i);
      if (!host.addresses().contains(instance) && !problems.broken(path + ".addresses")) {
        problems.addUnlessBroken(
            here + ".addresses[" + i + "]",
            instance.getHostAddress()
                + " is not an address of host \""
                + host.name()
                + "\" in its segment; allowed: "
                + Names.joined(
                    host.addresses().stream().map(InetAddress::getHostAddress).toList()));
      }
    }
    if (instances.probe() != null && !problems.brokenAt(here + ".probe")) {
      names.segment(here + ".probe.segment", instances.probe().segment());
      names.port(here + ".probe.port", instances.probe().port());
    }
  }

  private void services(Listener listener, String here) {
    List<String> there = new ArrayList<>();
    given(listener.http(), here, "http", there);
    given(listener.dns(), here, "dns", there);
    given(listener.tcp(), here, "tcp", there);
    if (there.size() != 1) {
      problems.add(
          here,
          "a listener has exactly one of http, dns and tcp; this one has "
              + (there.isEmpty() ? "none" : String.join(" and ", there)));
    }
  }

  private void given(@Nullable Object value, String here, String key, List<String> there) {
    if (value != null || problems.broken(here + "." + key)) {
      there.add(key);
    }
  }

  private Collection<InetAddress> own() {
    return Stream.of(
            host.addresses().stream(),
            host.publicAddresses().stream(),
            host.attachments().stream().map(Attachment::address))
        .flatMap(all -> all)
        .toList();
  }

  private boolean meet(List<InetAddress> one, List<InetAddress> other) {
    return one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains);
  }

  private void tls(Tls tls, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    if (tls.certificates().isEmpty() && !problems.broken(here + ".certificates")) {
      problems.add(here + ".certificates", "TLS needs at least one certificate");
    }
    for (int i = 0; i < tls.certificates().size(); i++) {
      names.certificate(here + ".certificates[" + i + "]", tls.certificates().get(i));
    }
    tls.serverNames()
        .forEach(
            (name, certificate) ->
                presented(here + ".server-names." + name, certificate, tls, here));
    presented(here + ".without-server-name", tls.withoutServerName(), tls, here);
    clientCertificateNames(tls, here + ".client-certificate-names");
    if (!VERSIONS.contains(tls.minimumVersion())) {
      problems.addUnlessBroken(
          here + ".minimum-version",
          "\""
              + tls.minimumVersion()
              + "\" is not a version"
              + Problems.hint(tls.minimumVersion(), VERSIONS));
    }
  }

  private void clientCertificateNames(Tls tls, String here) {
    if (tls.clientCertificate() && !tls.clientCertificateNames().isEmpty()) {
      problems.addUnlessBroken(
          here,
          "client-certificate asks all clients for a certificate already; leave one of the two out");
    }
    for (int i = 0; i < tls.clientCertificateNames().size(); i++) {
      String name = tls.clientCertificateNames().get(i);
      if (!name.equals("*")) {
        isHostName(here + "[" + i + "]", name);
      }
    }
  }

  private boolean isHostName(String path, String name) {
    boolean valid = HOST_PATTERN.matcher(name).matches();
    if (!valid) {
      problems.addUnlessBroken(
          path,
          "\""
              + name
              + "\" is not a host name or a pattern such as *.contoso.net; it has no scheme,"
              + " port or path");
    }
    return valid;
  }

  private void presented(String path, @Nullable String certificate, Tls tls, String here) {
    names.known(
        path,
        "a certificate of this listener",
        certificate,
        here + ".certificates",
        tls.certificates(),
        Function.identity());
  }

  private void http(Http http, String here) {
    names.positive(here + ".request-timeout", http.requestTimeout());
    errorPages(http.errorPages(), here + ".error-pages");
    if (http.upgradeStatus() != null) {
      names.status(here + ".upgrade-status", http.upgradeStatus(), 400, 599);
    }
    Map<String, Integer> taken = new HashMap<>();
    boolean everyNameTaken = false;
    for (int i = 0; i < http.hosts().size(); i++) {
      VirtualHost virtual = http.hosts().get(i);
      String one = here + ".hosts[" + i + "]";
      if (problems.brokenAt(one)) {
        continue;
      }
      if (everyNameTaken) {
        problems.add(one, "no request comes here: the virtual host before takes every name");
      }
      everyNameTaken |= virtual.names().isEmpty() && !problems.broken(one + ".names");
      for (int j = 0; j < virtual.names().size(); j++) {
        String name = virtual.names().get(j);
        if (isHostName(one + ".names[" + j + "]", name)
            && taken.putIfAbsent(name.toLowerCase(Locale.ROOT), i) != null) {
          problems.addUnlessBroken(
              one + ".names[" + j + "]",
              "\"" + name + "\" is taken already, so that no request comes here");
        }
      }
      for (int j = 0; j < virtual.routes().size(); j++) {
        route(virtual.routes().get(j), one + ".routes[" + j + "]");
      }
      if (virtual.otherwise() != null) {
        handling(virtual.otherwise(), one + ".otherwise");
      }
      errorPages(virtual.errorPages(), one + ".error-pages");
      firewall(virtual.firewall(), one + ".firewall");
    }
  }

  private void firewall(@Nullable WebFirewall firewall, String here) {
    if (firewall == null || problems.brokenAt(here)) {
      return;
    }
    new FirewallChecks(problems, names, firewall, here).check();
    if (firewall.block() != null && !problems.brokenAt(here + ".block")) {
      reply(firewall.block(), here + ".block", 200);
    }
  }

  private void route(PathRoute route, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    if (route.paths().isEmpty() && !problems.broken(here + ".paths")) {
      problems.add(here + ".paths", "a route needs at least one path");
    }
    for (int i = 0; i < route.paths().size(); i++) {
      String pattern = route.paths().get(i);
      if (!pattern.startsWith("/")
          || pattern.indexOf('*') >= 0 && pattern.indexOf('*') < pattern.length() - 1) {
        problems.addUnlessBroken(
            here + ".paths[" + i + "]",
            "\""
                + pattern
                + "\" is not a path such as /echo or /external/*: it begins with /, and has * only"
                + " at its end");
      } else if (pattern.indexOf('?') >= 0 || pattern.indexOf('#') >= 0) {
        problems.addUnlessBroken(
            here + ".paths[" + i + "]",
            "\""
                + pattern
                + "\" is more than a path, which ends before ? and #; routes do not see the query");
      }
    }
    handling(route.handling(), here + ".handling");
    firewall(route.firewall(), here + ".firewall");
  }

  private void handling(Handling handling, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    List<String> there = new ArrayList<>();
    given(handling.reply(), here, "reply", there);
    given(handling.echo() ? "" : null, here, "echo", there);
    given(handling.forward(), here, "forward", there);
    given(handling.redirect(), here, "redirect", there);
    if (there.size() != 1) {
      problems.add(
          here,
          "exactly one of reply, echo, forward and redirect says what happens; here "
              + (there.isEmpty() ? "none does" : "do " + String.join(" and ", there)));
    }
    names.known(
        here + ".forward",
        "an upstream of host \"" + host.name() + "\"",
        handling.forward(),
        path + ".upstreams",
        host.upstreams(),
        Upstream::name);
    names.notNegative(here + ".delay", handling.delay());
    Redirect redirect = handling.redirect();
    if (redirect != null && !problems.broken(here + ".redirect")) {
      if (!redirect.url().matches("(https?://[^\\s/]+(/\\S*)?|/\\S*)")) {
        problems.addUnlessBroken(
            here + ".redirect",
            "\"" + redirect.url() + "\" is not a URL such as https://www.contoso.net/ or a path");
      }
      if (!REDIRECTIONS.contains(redirect.status())) {
        problems.addUnlessBroken(
            here + ".redirect.status",
            redirect.status() + " is not a redirection; allowed: " + REDIRECTIONS);
      }
    }
    for (int i = 0; i < handling.rewrites().size(); i++) {
      rewrite(handling.rewrites().get(i), here + ".rewrites[" + i + "]");
    }
    if (!handling.rewrites().isEmpty() && handling.forward() == null) {
      problems.addUnlessBroken(
          here + ".rewrites", "only what is passed on to an upstream can be rewritten");
    }
    if (handling.reply() != null) {
      reply(handling.reply(), here + ".reply", 200);
    }
  }

  private void reply(Reply reply, String here, int lowest) {
    names.status(here + ".status", reply.status(), lowest, 599);
    headers(reply.headers(), here + ".headers");
    if (!reply.body().isEmpty() && BODILESS.contains(reply.status())) {
      problems.addUnlessBroken(
          here + ".body", "an answer with status " + reply.status() + " has no body; leave it out");
    }
    Set<String> single = new HashSet<>();
    for (int i = 0; i < reply.headers().size(); i++) {
      String name = reply.headers().get(i).replaceFirst(":.*", "").toLowerCase(Locale.ROOT);
      if (SINGLE.contains(name) && !single.add(name)) {
        problems.addUnlessBroken(
            here + ".headers[" + i + "]",
            "\"" + reply.headers().get(i) + "\" is a second line of a header that has one");
      }
      if (FRAMING.contains(name)) {
        problems.addUnlessBroken(
            here + ".headers[" + i + "]",
            "\""
                + reply.headers().get(i)
                + "\" says how the answer is sent, which the server does for itself; leave it out");
      }
    }
  }

  private void headers(List<String> headers, String here) {
    for (int i = 0; i < headers.size(); i++) {
      if (!HEADER.matcher(headers.get(i)).matches()) {
        problems.addUnlessBroken(
            here + "[" + i + "]",
            "\"" + headers.get(i) + "\" is not a header line such as 'Name: value'");
      }
    }
  }

  private void errorPages(List<Reply> pages, String here) {
    for (int i = 0; i < pages.size(); i++) {
      if (!problems.brokenAt(here + "[" + i + "]")) {
        reply(pages.get(i), here + "[" + i + "]", 300);
      }
    }
  }

  private void rewrite(Rewrite rewrite, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    headers(rewrite.requestHeaders(), here + ".request-headers");
    headers(rewrite.responseHeaders(), here + ".response-headers");
    for (int i = 0; i < rewrite.conditions().size(); i++) {
      try {
        Pattern.compile(rewrite.conditions().get(i).pattern());
      } catch (PatternSyntaxException e) {
        problems.addUnlessBroken(
            here + ".conditions[" + i + "].pattern",
            "\""
                + rewrite.conditions().get(i).pattern()
                + "\" is not a regular expression: "
                + e.getDescription());
      }
    }
  }

  private void upstream(Upstream upstream, String here, Map<String, String> probes) {
    if (problems.brokenAt(here)) {
      return;
    }
    names.port(here + ".port", upstream.port());
    for (int i = 0; i < upstream.members().size(); i++) {
      host(here + ".members[" + i + "]", upstream.members().get(i));
    }
    if (upstream.host() != null && upstream.hostFromMember()) {
      problems.add(
          here + ".host-from-member",
          "the Host header comes from host or from the member, not from both");
    }
    names.positive(here + ".timeout", upstream.timeout());
    names.status(here + ".timeout-status", upstream.timeoutStatus(), 400, 599);
    names.status(here + ".unavailable-status", upstream.unavailableStatus(), 400, 599);
    if (upstream.path() != null && !upstream.path().startsWith("/")) {
      problems.addUnlessBroken(
          here + ".path", "\"" + upstream.path() + "\" is not a path: it begins with /");
    }
    Verification verification = upstream.verification();
    for (int i = 0; verification != null && i < verification.certificates().size(); i++) {
      names.certificate(
          here + ".verification.certificates[" + i + "]", verification.certificates().get(i));
    }
    if (upstream.probe() != null) {
      probe(upstream.probe(), upstream.name(), here + ".probe", probes);
    }
  }

  private void probe(Probe probe, String upstream, String here, Map<String, String> probes) {
    if (problems.brokenAt(here)) {
      return;
    }
    names.filled(here + ".name", probe.name());
    String owner = "upstream \"" + upstream + "\" of host \"" + host.name() + "\"";
    String other = problems.broken(here + ".name") ? null : probes.put(probe.name(), owner);
    if (other != null) {
      problems.add(
          here + ".name",
          "the probe of "
              + other
              + " has the name \""
              + probe.name()
              + "\" as well; names of probes are unique in a network");
    }
    if (probe.host() != null) {
      host(here + ".host", probe.host());
    }
    if (probe.host() != null && probe.hostFromMember()) {
      problems.addUnlessBroken(
          here + ".host-from-member",
          "the Host header comes from host or from the member, not from both");
    }
    if (probe.port() != null) {
      names.port(here + ".port", probe.port());
    }
    if (probe.minimumHealthy() < 0) {
      problems.addUnlessBroken(
          here + ".minimum-healthy", probe.minimumHealthy() + " is negative; 0 stands for none");
    }
    if (!probe.path().startsWith("/")) {
      problems.addUnlessBroken(
          here + ".path",
          "\"" + probe.path() + "\" is not a path such as /status: it begins with /");
    }
    names.positive(here + ".interval", probe.interval());
    names.positive(here + ".timeout", probe.timeout());
    if (probe.unhealthyThreshold() < 1) {
      problems.addUnlessBroken(
          here + ".unhealthy-threshold",
          probe.unhealthyThreshold() + " is too few; at least one attempt must fail");
    }
    if (probe.statuses().isEmpty() && !problems.broken(here + ".statuses")) {
      problems.add(here + ".statuses", "no status is good, so that nothing is ever healthy");
    }
    for (int i = 0; i < probe.statuses().size(); i++) {
      PortRange range = probe.statuses().get(i);
      if (range.first() < 100 || range.last() > 599) {
        problems.addUnlessBroken(
            here + ".statuses[" + i + "]", range + " is not within the status codes 100 to 599");
      }
    }
  }

  private void host(String here, String name) {
    if (!HostNames.isHostName(name) && !IpAddresses.isLiteral(name)) {
      problems.addUnlessBroken(
          here,
          "\"" + name + "\" is neither a host name nor an address; it has no scheme, port or path");
    }
  }
}
