package dev.plumbline.junit;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The names of JUnit's configuration parameters that a session of its launcher was given, which
 * extensions cannot list.
 */
final class ParameterNames {

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  void addAll(Collection<String> more) {
    names.addAll(more);
  }

  Set<String> all() {
    return Set.copyOf(names);
  }
}
