package dev.plumbline.environment;

import dev.plumbline.descriptor.NearestName;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.environment.Environment.Budget;
import dev.plumbline.environment.Environment.Endpoint;
import dev.plumbline.environment.Environment.FirewallSpec;
import dev.plumbline.environment.Environment.Rate;
import dev.plumbline.environment.Environment.Scheme;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Segment;
import dev.plumbline.network.Networks;
import dev.plumbline.waf.FirewallLogProvider;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold in an environment, alone and together with its network. */
final class EnvironmentChecks {

  private final Environment environment;
  private final Problems problems;

  private EnvironmentChecks(Environment environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  /** Adds everything that is wrong with an environment alone. */
  static void check(Environment environment, Problems problems) {
    EnvironmentChecks checks = new EnvironmentChecks(environment, problems);
    if (environment.name().isBlank()) {
      problems.addUnlessBroken("name", "an environment needs a name");
    }
    if (environment.network() == null
        && environment.ground() != Ground.LIVE
        && !problems.broken("ground")) {
      problems.addUnlessBroken(
          "network",
          "missing; the ground " + ground(environment) + " is made from a network description");
    }
    if (environment.vantages().isEmpty()) {
      problems.addUnlessBroken("vantages", "there is no vantage, so that nothing can be observed");
    }
    environment.vantages().forEach((name, vantage) -> checks.vantage(vantage, "vantages." + name));
    environment
        .endpoints()
        .forEach((name, endpoint) -> checks.endpoint(endpoint, "endpoints." + name));
    checks.clientCertificates();
    checks.guards();
    checks.timeouts();
    checks.firewall();
    checks.firewallLogs();
    new BaselineChecks(environment, problems).check();
  }

  /** Adds everything that shows only when an environment and its network are seen together. */
  static void check(Environment environment, Network network, Problems problems) {
    List<String> segments = network.segments().stream().map(Segment::name).toList();
    if (environment.ground() != Ground.LIVE && !problems.broken("ground")) {
      clientCertificates(
          environment,
          "a certificate of the network \"" + network.name() + "\"",
          network.certificates().stream().map(CertificateSpec::name).toList(),
          problems);
    }
    environment
        .vantages()
        .forEach(
            (name, vantage) -> {
              String path = "vantages." + name;
              String segment = vantage.segment();
              if (segment == null || problems.broken(path + ".segment")) {
                return;
              }
              if (!segments.contains(segment)) {
                problems.addUnknown(
                    path + ".segment",
                    "a segment of the network \"" + network.name() + "\"",
                    segment,
                    segments);
              } else if (vantage.address() != null && !problems.broken(path + ".address")) {
                Networks.checkPlace(
                    network, segment, vantage.address(), path + ".address", problems);
              }
            });
  }

  /** Names of what clients present are, on the ground live, those of the environment. */
  private void clientCertificates() {
    if (problems.broken("ground") || problems.brokenAt("client-certificates")) {
      return;
    }
    if (environment.ground() == Ground.LIVE) {
      clientCertificates(
          environment, "a client certificate", environment.clientCertificates().keySet(), problems);
      return;
    }
    environment
        .clientCertificates()
        .forEach(
            (name, client) ->
                problems.add(
                    "client-certificates." + name,
                    "counts only on the ground live; on the ground "
                        + ground(environment)
                        + " clients present certificates of the network, by their names there"));
  }

  private static void clientCertificates(
      Environment environment, String what, Collection<String> known, Problems problems) {
    environment
        .vantages()
        .forEach(
            (name, vantage) ->
                known(
                    what,
                    vantage.clientCertificate(),
                    known,
                    "vantages." + name + ".client-certificate",
                    problems));
    environment
        .endpoints()
        .forEach(
            (name, endpoint) ->
                known(
                    what,
                    endpoint.clientCertificate(),
                    known,
                    "endpoints." + name + ".client-certificate",
                    problems));
  }

  private static void known(
      String what, @Nullable String name, Collection<String> all, String path, Problems problems) {
    if (name != null && !all.contains(name) && !problems.broken(path)) {
      problems.addUnknown(path, what, name, all);
    }
  }

  private void vantage(VantageSpec vantage, String path) {
    if (problems.brokenAt(path)) {
      return;
    }
    boolean live = environment.ground() == Ground.LIVE;
    if (vantage.segment() == null && !live && !problems.broken("ground")) {
      problems.addUnlessBroken(
          path + ".segment",
          "missing; on the ground "
              + ground(environment)
              + " a vantage is in a segment of the network");
    }
    if (vantage.bind() != null && !live && !problems.broken("ground")) {
      problems.addUnlessBroken(path + ".bind", "a local address counts only on the ground live");
    }
    if (!problems.broken("ground")) {
      WayChecks.check(vantage, live, path, problems);
    }
    for (int i = 0; i < vantage.resolver().size(); i++) {
      Resolver resolver = vantage.resolver().get(i);
      if (!resolver.isPlain() && !live && !problems.broken("ground")) {
        problems.addUnlessBroken(
            path + ".resolver[" + i + "]",
            "\""
                + resolver
                + "\" counts only on the ground live; on the ground "
                + ground(environment)
                + " write an address such as 10.1.0.4 or 10.1.0.4:5353");
      }
    }
    if (vantage.control() != null
        && !environment.endpoints().containsKey(vantage.control())
        && !problems.broken(path + ".control")
        && !problems.brokenAt("endpoints")) {
      problems.addUnknown(
          path + ".control", "an endpoint", vantage.control(), environment.endpoints().keySet());
    }
  }

  private static boolean isAddress(String text) {
    try {
      IpAddresses.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void endpoint(Endpoint endpoint, String path) {
    if (problems.brokenAt(path)) {
      return;
    }
    host(endpoint.host(), path + ".host");
    if (endpoint.port() < 1 || endpoint.port() > 65535) {
      problems.addUnlessBroken(
          path + ".port", endpoint.port() + " is not a port; allowed: 1 to 65535");
    }
    if (!endpoint.path().startsWith("/")) {
      problems.addUnlessBroken(
          path + ".path",
          "\"" + endpoint.path() + "\" is not a path such as /status: it begins with /");
    } else if (endpoint.scheme() == Scheme.TCP
        && !endpoint.path().equals("/")
        && !problems.broken(path + ".scheme")) {
      problems.addUnlessBroken(path + ".path", "a path counts only for http and https");
    }
    if (endpoint.clientCertificate() != null && endpoint.scheme() == Scheme.HTTP) {
      problems.addUnlessBroken(
          path + ".client-certificate", "http has no handshake in which one is presented");
    }
  }

  private void host(String host, String path) {
    if (!HostNames.isHostName(host) && !isAddress(host)) {
      problems.addUnlessBroken(
          path,
          "\"" + host + "\" is neither a host name nor an address; it has no scheme, port or path");
    }
  }

  private void guards() {
    List<String> authorised = environment.guards().attackTraffic().authorised();
    for (int i = 0; i < authorised.size(); i++) {
      host(authorised.get(i), "guards.attack-traffic.authorised[" + i + "]");
    }
    Budget budget = environment.guards().attackTraffic().budget();
    if (budget != null && budget.requests() < 1) {
      problems.addUnlessBroken(
          "guards.attack-traffic.budget.requests",
          budget.requests() + " is too few; leave all of attack-traffic out to send none");
    }
    if (budget != null && budget.perSecond() < 1) {
      problems.addUnlessBroken(
          "guards.attack-traffic.budget.per-second",
          budget.perSecond() + " is too few; at least one request must be sent in a second");
    }
    Rate rate = environment.guards().rate();
    if (rate != null && rate.perTarget() < 1) {
      problems.addUnlessBroken(
          "guards.rate.per-target",
          rate.perTarget() + " is too few; at least one check must be made in a second");
    }
    Duration deadline = environment.guards().deadline();
    if (deadline != null) {
      positive(deadline, "guards.deadline");
    }
    if (environment.guards().production() && !authorised.isEmpty() && budget == null) {
      problems.addUnlessBroken(
          "guards.attack-traffic.budget",
          "missing; attack traffic to a network that is production needs a budget, for example {requests: 1000, per-second: 10}");
    }
    atLeastOne(environment.guards().concurrency(), "guards.concurrency");
    atLeastOne(environment.guards().perTarget(), "guards.per-target");
  }

  private void firewall() {
    FirewallSpec firewall = environment.firewall();
    if (firewall == null || problems.brokenAt("firewall")) {
      return;
    }
    int status = firewall.blocksWith().status();
    if (status < 200 || status > 599) {
      problems.addUnlessBroken(
          "firewall.blocks-with.status", status + " is not a final status; allowed: 200 to 599");
    }
    String contained = firewall.blocksWith().bodyContains();
    if (contained != null && contained.isBlank()) {
      problems.addUnlessBroken(
          "firewall.blocks-with.body-contains",
          "a text of nothing but blanks is in every body; leave it out, or give a text of the block page");
    } else if (contained == null && status < 400) {
      problems.addUnlessBroken(
          "firewall.blocks-with.status",
          status
              + " is a status of answers that are not blocked, too; give body-contains, a text that only the block page has");
    }
  }

  /** Files may come to be later, as rows that are fetched do; formats do not. */
  private void firewallLogs() {
    Set<String> known = new TreeSet<>();
    ServiceLoader.load(FirewallLogProvider.class).forEach(p -> known.addAll(p.formats()));
    for (int i = 0; i < environment.firewallLogs().size(); i++) {
      String format = environment.firewallLogs().get(i).format();
      if (!known.contains(format)) {
        problems.addUnlessBroken(
            "firewall-logs[" + i + "].format",
            "\""
                + format
                + "\" is no format of a firewall's log"
                + NearestName.hint(format, known));
      }
    }
  }

  private void atLeastOne(int number, String path) {
    if (number < 1) {
      problems.addUnlessBroken(path, number + " is too few; at least one check must run at a time");
    }
  }

  private void timeouts() {
    positive(environment.timeouts().probe(), "timeouts.probe");
    positive(environment.timeouts().suite(), "timeouts.suite");
    positive(environment.timeouts().controlWindow(), "timeouts.control-window");
    positive(environment.timeouts().firewallLog(), "timeouts.firewall-log");
    if (environment.timeouts().suite().compareTo(environment.timeouts().probe()) < 0
        && !problems.broken("timeouts")) {
      problems.add(
          "timeouts.suite",
          "all checks of a call may not take less time than one of them (timeouts.probe)");
    }
  }

  private void positive(Duration time, String path) {
    if (time.isZero() || time.isNegative()) {
      problems.addUnlessBroken(path, "the time must be longer than nothing");
    }
  }

  private static String ground(Environment environment) {
    return environment.ground().name().toLowerCase(Locale.ROOT);
  }
}
