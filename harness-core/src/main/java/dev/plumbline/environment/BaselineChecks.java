package dev.plumbline.environment;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.environment.BaselineSpec.IgnoredHeader;
import dev.plumbline.environment.BaselineSpec.LeftOut;
import dev.plumbline.environment.BaselineSpec.RotatingAddresses;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.HostNames;
import dev.plumbline.network.IpAddresses;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What must hold in what an environment says of its baselines. */
final class BaselineChecks {

  /** The first words of facts that can be left out. */
  private static final List<String> FACTS =
      List.of("A", "AAAA", "CNAME", "connect", "http", "tls", "waf", "state");

  /** A token (RFC 9110 section 5.6.2). */
  private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private static final Pattern TARGET = Pattern.compile("(?:\\[([^\\]]+)]|([^:]+)):(\\d{1,5})");

  private final Environment environment;
  private final Problems problems;

  BaselineChecks(Environment environment, Problems problems) {
    this.environment = environment;
    this.problems = problems;
  }

  void check() {
    BaselineSpec spec = environment.baseline();
    if (problems.brokenAt("baseline")) {
      return;
    }
    for (int i = 0; i < spec.headers().size(); i++) {
      header(spec.headers().get(i), "baseline.headers[" + i + "]");
    }
    for (int i = 0; i < spec.ignoreHeaders().size(); i++) {
      IgnoredHeader ignored = spec.ignoreHeaders().get(i);
      String path = "baseline.ignore-headers[" + i + "]";
      header(ignored.header(), path + ".header");
      because(ignored.because(), path);
    }
    for (int i = 0; i < spec.rotatingAddresses().size(); i++) {
      rotating(spec.rotatingAddresses().get(i), "baseline.rotating-addresses[" + i + "]");
    }
    for (int i = 0; i < spec.closed().size(); i++) {
      target(spec.closed().get(i), "baseline.closed[" + i + "]");
    }
    for (int i = 0; i < spec.leaveOut().size(); i++) {
      leftOut(spec.leaveOut().get(i), "baseline.leave-out[" + i + "]");
    }
  }

  private void header(String name, String path) {
    if (!HEADER.matcher(name).matches()) {
      problems.addUnlessBroken(path, "\"" + name + "\" is not the name of a header");
    }
  }

  private void because(String because, String path) {
    if (because.isBlank()) {
      problems.addUnlessBroken(path + ".because", "what a baseline leaves out needs a reason");
    }
  }

  private void rotating(RotatingAddresses rotating, String path) {
    String name =
        rotating.names().startsWith("*.") ? rotating.names().substring(2) : rotating.names();
    if (!HostNames.isHostName(name)) {
      problems.addUnlessBroken(
          path + ".names",
          "\"" + rotating.names() + "\" is neither a name nor of the form *.trafficmanager.net");
    }
    if (rotating.within().isEmpty()) {
      problems.addUnlessBroken(
          path + ".within", "without a prefix no address is within it; name at least one");
    }
    for (int i = 0; i < rotating.within().size(); i++) {
      Cidr prefix = rotating.within().get(i);
      if (prefix.length() == 0) {
        problems.addUnlessBroken(
            path + ".within[" + i + "]",
            "every address is within it, so that no change would show");
      }
    }
    because(rotating.because(), path);
  }

  private void target(String target, String path) {
    Matcher parts = TARGET.matcher(target);
    boolean valid = parts.matches();
    if (valid) {
      String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
      int port = Integer.parseInt(parts.group(3));
      valid =
          port >= 1 && port <= 65535 && (HostNames.isHostName(host) || IpAddresses.isLiteral(host));
    }
    if (!valid) {
      problems.addUnlessBroken(
          path, "\"" + target + "\" is not a target such as 10.1.0.5:22 or [fd00::5]:22");
    }
  }

  private void leftOut(LeftOut left, String path) {
    if (left.vantage() == null && left.endpoint() == null && left.facts().isEmpty()) {
      problems.addUnlessBroken(
          path, "everything would be left out; give a vantage, an endpoint or facts");
    }
    if (left.vantage() != null
        && !environment.vantages().containsKey(left.vantage())
        && !problems.brokenAt("vantages")) {
      problems.addUnknown(
          path + ".vantage", "a vantage", left.vantage(), environment.vantages().keySet());
    }
    for (int i = 0; i < left.facts().size(); i++) {
      if (!FACTS.contains(left.facts().get(i))) {
        problems.addUnknown(
            path + ".facts[" + i + "]", "the first word of facts", left.facts().get(i), FACTS);
      }
    }
    because(left.because(), path);
  }
}
