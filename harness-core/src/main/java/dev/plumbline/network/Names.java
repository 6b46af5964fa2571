package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The names a network defines, and checks of those that refer to them. */
final class Names {

  private final Network network;
  private final Problems problems;
  private final Map<Object, Set<String>> sets = new IdentityHashMap<>();

  Names(Network network, Problems problems) {
    this.network = network;
    this.problems = problems;
  }

  /** Notes a name that is no segment's; null is none. */
  void segment(String path, @Nullable String name) {
    known(path, "a segment", name, "segments", network.segments(), Segment::name);
  }

  /** Notes a name that is no host's; null is none. */
  void host(String path, @Nullable String name) {
    known(path, "a host", name, "hosts", network.hosts(), Host::name);
  }

  /** Notes a name that is no certificate's; null is none. */
  void certificate(String path, @Nullable String name) {
    known(
        path, "a certificate", name, "certificates", network.certificates(), CertificateSpec::name);
  }

  /**
   * Notes a name that none of a list has. Says nothing where the list itself is not known, or the
   * name is wrong already.
   */
  <T> void known(
      String path,
      String what,
      @Nullable String name,
      String listPath,
      List<T> all,
      Function<T, String> naming) {
    if (name == null || problems.broken(path) || problems.brokenAt(listPath)) {
      return;
    }
    // A list is asked for once for each name that refers to it.
    Set<String> there =
        sets.computeIfAbsent(all, a -> all.stream().map(naming).collect(Collectors.toSet()));
    if (there.contains(name)) {
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      if (problems.brokenAt(listPath + "[" + i + "]")
          || problems.brokenAt(listPath + "[" + i + "].name")) {
        return;
      }
    }
    problems.addUnknown(path, what, name, all.stream().map(naming).toList());
  }

  /** Notes names that two of a list have, and empty ones. */
  <T> void unique(String path, List<T> all, Function<T, String> naming, String kind) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < all.size(); i++) {
      String here = path + "[" + i + "].name";
      String name = naming.apply(all.get(i));
      if (problems.brokenAt(path + "[" + i + "]") || problems.broken(here)) {
        continue;
      }
      filled(here, name);
      if (seen.put(name, i) != null) {
        problems.add(here, "there is a " + kind + " \"" + name + "\" already; names are unique");
      }
    }
  }

  void filled(String path, String name) {
    if (name.isBlank() || !name.strip().equals(name)) {
      problems.addUnlessBroken(
          path, "\"" + name + "\" is not a name: it is empty, or has a blank at its end");
    }
  }

  void port(String path, int port) {
    if (port < 1 || port > 65535) {
      problems.addUnlessBroken(path, port + " is not a port; allowed: 1 to 65535");
    }
  }

  void status(String path, int status, int first, int last) {
    if (status < first || status > last) {
      problems.addUnlessBroken(
          path, status + " is not a status code allowed here: " + first + " to " + last);
    }
  }

  void positive(String path, Duration time) {
    if (time.isZero() || time.isNegative()) {
      problems.addUnlessBroken(path, "the time must be longer than nothing");
    }
  }

  void notNegative(String path, Duration time) {
    if (time.isNegative()) {
      problems.addUnlessBroken(path, "the time " + time + " is negative");
    }
  }

  static String joined(Collection<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }
}
