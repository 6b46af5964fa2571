package dev.plumbline.azure.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The problems found so far. */
final class Problems {

  private final List<AzureProblem> all = new ArrayList<>();

  List<AzureProblem> all() {
    return List.copyOf(all);
  }

  void add(String path, String message) {
    all.add(new AzureProblem(path, message));
  }

  /** Adds a problem when a reference leads nowhere; an absent one is fine. */
  void known(String path, String kind, @Nullable String name, List<String> names) {
    if (name != null && !names.contains(name)) {
      add(path, "there is no " + kind + " \"" + name + "\"; " + (names.isEmpty() ? "none is defined" : "known: " + String.join(", ", names)));
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
