package dev.plumbline.environment;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.environment.Environment.VantageSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What must hold of a vantage's way out. */
final class WayChecks {

  /** RFC 1929 section 2. */
  private static final int LONGEST_CREDENTIAL = 255;

  private final WayOut way;
  private final String path;
  private final Problems problems;

  private WayChecks(WayOut way, String path, Problems problems) {
    this.way = way;
    this.path = path;
    this.problems = problems;
  }

  /** Adds everything that is wrong with the way out of a vantage. */
  static void check(VantageSpec vantage, boolean live, String path, Problems problems) {
    String via = path + ".via";
    if (vantage.via().isDirect() || problems.broken(via)) {
      return;
    }
    if (!live) {
      problems.add(
          via,
          "a way out counts only on the ground live; elsewhere connections start from the vantage's"
              + " place in the network");
      return;
    }
    new WayChecks(vantage.via(), via, problems).check();
    if (vantage.bind() != null) {
      problems.addUnlessBroken(
          path + ".bind", "a local address counts only with via: direct; leave one of both out");
    }
    boolean system = vantage.resolver().stream().anyMatch(Resolver.OfSystem.class::isInstance);
    if (vantage.resolver().isEmpty() || system) {
      problems.addUnlessBroken(
          path + ".resolver",
          (system ? "\"system\" counts only with via: direct" : "missing")
              + "; names are asked for by the same way as the traffic, never from this machine:"
              + " name a DNS server that can be reached from beyond "
              + vantage.via()
              + ", such as 10.1.0.4");
    }
  }

  private void check() {
    List<String> ways = new ArrayList<>();
    note(ways, "socks5", way.socks5());
    note(ways, "http", way.http());
    note(ways, "ssh", way.ssh());
    if (ways.size() != 1) {
      problems.add(
          path,
          ways.isEmpty()
              ? "names no way out; give one of socks5, http and ssh, or write direct"
              : "names " + ways.size() + " ways out, " + String.join(", ", ways) + "; leave one");
      return;
    }
    try {
      way.host();
    } catch (IllegalArgumentException e) {
      problems.addUnlessBroken(path + "." + ways.get(0), String.valueOf(e.getMessage()));
    }
    if (way.ssh() == null) {
      only("ssh", !way.identity().isEmpty(), "identity");
      only("ssh", way.passphrase() != null, "passphrase");
      only("ssh", way.agent() != null, "agent");
      only("ssh", way.knownHosts() != null, "known-hosts");
      credentials();
    } else {
      only("socks5 and http", way.user() != null, "user");
      only("socks5 and http", way.password() != null, "password");
      if (way.passphrase() != null && way.identity().isEmpty()) {
        problems.addUnlessBroken(
            path + ".passphrase",
            "counts only with identity, the files that are encrypted with it");
      }
    }
  }

  private static void note(List<String> ways, String key, @Nullable String value) {
    if (value != null) {
      ways.add(key);
    }
  }

  private void only(String where, boolean given, String key) {
    if (given) {
      problems.addUnlessBroken(path + "." + key, "counts only for " + where + "; leave it out");
    }
  }

  /** Nothing of a value is said: it is a secret. */
  private void credentials() {
    credential("user", way.user(), way.password(), "password");
    credential("password", way.password(), way.user(), "user");
    if (way.http() != null && way.user() != null && way.user().indexOf(':') >= 0) {
      problems.addUnlessBroken(
          path + ".user", "has a colon, which Basic credentials cannot have (RFC 7617 section 2)");
    }
  }

  private void credential(
      String key, @Nullable String value, @Nullable String other, String otherKey) {
    if (value == null) {
      if (other != null) {
        problems.addUnlessBroken(
            path + "." + key, "missing; a proxy is told a user and a password, or neither");
      }
      return;
    }
    int length = value.getBytes(StandardCharsets.UTF_8).length;
    // An HTTP proxy may be told an empty password with a token as the user.
    boolean mayBeEmpty = way.http() != null && key.equals("password");
    if (length > LONGEST_CREDENTIAL || length == 0 && !mayBeEmpty) {
      problems.addUnlessBroken(
          path + "." + key, "has " + length + " bytes; allowed: 1 to " + LONGEST_CREDENTIAL);
    } else if (value.chars().anyMatch(Character::isISOControl)) {
      problems.addUnlessBroken(path + "." + key, "has a control character");
    }
  }
}
