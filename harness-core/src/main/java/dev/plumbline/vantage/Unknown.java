package dev.plumbline.vantage;

import dev.plumbline.descriptor.NearestName;
import java.util.Collection;

/** Errors about names that are not known: they list those that are, and point to the nearest. */
final class Unknown {

  private Unknown() {}

  /** Returns the error for a name that is not among the known ones. */
  static IllegalArgumentException name(String kind, String name, Collection<String> known) {
    return new IllegalArgumentException(
        "there is no " + kind + " \"" + name + "\"" + NearestName.hint(name, known));
  }
}
