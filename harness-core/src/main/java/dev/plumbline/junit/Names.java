package dev.plumbline.junit;

import java.util.Collection;

/** Help with names that do not exist. */
final class Names {

  private Names() {}

  static String hint(String name, Collection<String> valid) {
    return "; it has " + String.join(", ", valid);
  }
}
