package dev.plumbline.drill;

import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.vantage.Vantage;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tests a misconfiguration cannot reach, so that they need not be run.
 *
 * <p>The rule: what DNS answers, and whether a connection opens, is decided by segments, links,
 * routes, filters, zones, and which ports hosts listen to. A test that looked at nothing else when
 * nothing was wrong sees the same again when none of that differs, and so looks at nothing else
 * again. It must have had no other way to look: its method has vantages and plain values as
 * parameters and no others, its class neither a constructor with parameters, nor annotated fields,
 * nor methods that run before or after tests.
 */
final class NotAffected {

  private final Network plain;
  private final Set<String> tests;

  private NotAffected(Network network, Set<String> tests) {
    plain = waysAndNames(network);
    this.tests = tests;
  }

  /**
   * Returns what is known of a run without any misconfiguration.
   *
   * @param journal what was observed; null for nothing
   * @param methods the methods of tests, by unique id
   */
  static NotAffected of(Network network, @Nullable Journal journal, Map<String, Method> methods) {
    Map<String, Boolean> narrow = new HashMap<>();
    if (journal != null) {
      for (Journal.Entry entry : journal.entries()) {
        boolean seen =
            entry.observation() instanceof DnsObservation
                || entry.observation() instanceof TcpObservation;
        for (String id : methods.keySet()) {
          if (entry.owner().equals(id) || entry.owner().startsWith(id + "/")) {
            narrow.merge(id, seen, Boolean::logicalAnd);
          }
        }
      }
    }
    Set<String> tests = new HashSet<>();
    methods.forEach(
        (id, method) -> {
          if (narrow.getOrDefault(id, false) && looksFromVantagesOnly(method)) {
            tests.add(id);
          }
        });
    return new NotAffected(network, tests);
  }

  /** Returns the unique ids of tests that see nothing of a change. */
  Set<String> by(Network changed) {
    return waysAndNames(changed).equals(plain) ? tests : Set.of();
  }

  private static boolean looksFromVantagesOnly(Method method) {
    if (!Arrays.stream(method.getParameterTypes()).allMatch(NotAffected::harmless)) {
      return false;
    }
    Class<?> test = method.getDeclaringClass();
    if (test.isInterface() || test.getEnclosingClass() != null && !isStatic(test)) {
      return false;
    }
    for (Class<?> c = test; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Constructor<?> constructor : c.getDeclaredConstructors()) {
        if (constructor.getParameterCount() > 0) {
          return false;
        }
      }
      if (Arrays.stream(c.getDeclaredFields()).anyMatch(f -> f.getAnnotations().length > 0)) {
        return false; // what JUnit fills in, or registers, may look as well
      }
      for (Method other : c.getDeclaredMethods()) {
        if (Arrays.stream(other.getAnnotations())
            .anyMatch(
                a -> a.annotationType().getSimpleName().matches("(Before|After)(All|Each)"))) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isStatic(Class<?> type) {
    return Modifier.isStatic(type.getModifiers());
  }

  private static boolean harmless(Class<?> type) {
    return type == Vantage.class || type == String.class || type.isPrimitive() || type.isEnum();
  }

  /** Returns a network without what neither names nor connections depend on. */
  private static Network waysAndNames(Network network) {
    List<Host> hosts =
        network.hosts().stream()
            .map(
                host ->
                    Edit.with(
                        host,
                        "upstreams",
                        List.of(),
                        "listeners",
                        host.listeners().stream().map(NotAffected::port).toList()))
            .toList();
    return Edit.with(network, "hosts", hosts, "certificates", List.of());
  }

  private static Listener port(Listener listener) {
    return Edit.with(
        listener,
        "tls",
        null,
        "http",
        null,
        "tcp",
        listener.dns() == null ? new Tcp("", false) : null);
  }
}
