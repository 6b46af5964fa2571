package dev.plumbline.lab;

import dev.plumbline.descriptor.NearestName;
import java.util.Collection;

/** Errors about names that are not known: they list those that are, and point to the nearest. */
final class NotFound {

  private NotFound() {}

  static IllegalArgumentException error(String kind, String name, Collection<String> known) {
    return new IllegalArgumentException(
        "there is no " + kind + " \"" + name + "\"" + NearestName.hint(name, known));
  }
}
