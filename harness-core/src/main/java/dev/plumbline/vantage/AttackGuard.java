package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.AttackTraffic;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.probe.WafProbe;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Refuses attack traffic that an environment does not allow, before anything is sent. */
final class AttackGuard {

  private static final Pattern SITE =
      Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*\\.[a-z0-9-]*[a-z][a-z0-9-]*");
  private static final Pattern RESERVED =
      Pattern.compile("(.*\\.)?(example\\.(com|net|org)|example|test|invalid|localhost)");

  private AttackGuard() {}

  /**
   * Checks that a request may be sent: to the host of its URL, to the one it dials, and to those
   * that endpoints among them stand for; on the ground live also to the sites that it names itself.
   *
   * @throws AttackTrafficException when it may not
   * @throws dev.plumbline.environment.NotArmedException when the run would have to be armed for it
   */
  static void require(Environment environment, WafProbe probe) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(Place.of(environment, probe.request().target(), probe.request().scheme()).host());
    if (probe.request().dial() != null) {
      hosts.add(Place.of(environment, probe.request().dial()).host());
    }
    if (environment.ground() == Ground.LIVE) {
      hosts.addAll(named(probe));
    }
    AttackTraffic allowed = environment.guards().attackTraffic();
    List<String> known = allowed.authorised().stream().map(AttackGuard::plain).toList();
    List<String> missing =
        hosts.stream().map(AttackGuard::plain).filter(h -> !known.contains(h)).toList();
    boolean production = environment.guards().production();
    boolean unbounded =
        (production || environment.ground() == Ground.LIVE) && allowed.budget() == null;
    if (missing.isEmpty() && !unbounded) {
      environment.requireArmed("attack traffic");
      return;
    }
    Set<String> all = new LinkedHashSet<>(allowed.authorised());
    all.addAll(missing);
    StringBuilder message = new StringBuilder();
    message.append(probe.question()).append(" was not sent, nor anything else of this call: ");
    if (missing.isEmpty()) {
      message.append(
          production
              ? "attack traffic to production needs a budget"
              : "on the ground live attack traffic needs a budget");
    } else {
      message
          .append("environment \"")
          .append(environment.name())
          .append("\" does not allow attack traffic to ")
          .append(String.join(" and ", missing));
    }
    message
        .append(". If it may be sent, its descriptor (the file of environment \"")
        .append(environment.name())
        .append("\") says so with:\n  guards:\n    attack-traffic:\n      authorised: ")
        .append(quoted(all));
    if (unbounded) {
      message.append("\n      budget: {requests: 1000, per-second: 10}");
    }
    throw new AttackTrafficException(message.toString());
  }

  /**
   * Returns the public sites that the request itself names, in its Host line or its target: a
   * server that many share hands it to them. Names that are reserved (RFC 2606), addresses and what
   * is no name are nobody's.
   */
  private static List<String> named(WafProbe probe) {
    WafProbe.Marked marked = probe.marked("none");
    String target = marked.target();
    int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
    String authority = scheme < 0 ? "" : target.substring(scheme + 3).split("[/?#]", 2)[0];
    return Stream.of(marked.host(), authority.substring(authority.lastIndexOf('@') + 1))
        .map(name -> plain(name.replaceFirst(":\\d*$", "")))
        .filter(name -> SITE.matcher(name).matches() && !RESERVED.matcher(name).matches())
        .filter(name -> !IpAddresses.isLiteral(name))
        .toList();
  }

  private static String quoted(Set<String> hosts) {
    return hosts.stream().map(h -> h.indexOf(':') >= 0 ? "\"" + h + "\"" : h).toList().toString();
  }

  private static String plain(String host) {
    if (IpAddresses.isLiteral(host)) {
      return IpAddresses.parse(host).getHostAddress();
    }
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
