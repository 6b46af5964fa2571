package dev.plumbline.lab;

import java.util.Collection;

/** Errors about names that are not known: they list those that are. */
final class NotFound {

  private NotFound() {}

  static IllegalArgumentException error(String kind, String name, Collection<String> known) {
    return new IllegalArgumentException(
        "there is no " + kind + " \"" + name + "\". Known: " + String.join(", ", known) + ".");
  }
}
