package dev.plumbline.azure.validation;

import dev.plumbline.descriptor.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The problems of one topology, wherever it stands in its document; what follows from a part that
 * is wrong already is left out.
 */
final class Findings {

  private final Problems problems;
  private final String prefix;

  Findings(Problems problems, String prefix) {
    this.problems = problems;
    this.prefix = prefix;
  }

  /** Returns whether anything was found, here or before. */
  boolean any() {
    return !problems.found().isEmpty();
  }

  void add(String path, String message) {
    if (!broken(path)) {
      problems.add(prefix + path, message);
    }
  }

  /** Returns whether something at a path or below it is wrong already. */
  boolean broken(String path) {
    return problems.broken(prefix + path);
  }

  /** Adds a problem when a reference leads nowhere; an absent one is fine. */
  void known(String path, String what, @Nullable String name, List<String> names) {
    if (name != null && !names.contains(name) && !broken(path)) {
      problems.addUnknown(prefix + path, what, name, names);
    }
  }

  void unique(String path, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (!seen.add(names.get(i))) {
        add(path + "[" + i + "].name", "\"" + names.get(i) + "\" is taken");
      }
    }
  }
}
