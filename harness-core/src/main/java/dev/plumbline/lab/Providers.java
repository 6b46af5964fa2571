package dev.plumbline.lab;

import dev.plumbline.environment.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Finds who realises environments on a ground. */
final class Providers {

  private Providers() {}

  /**
   * Returns the provider of a ground.
   *
   * @throws LabException when there is none, or more than one
   */
  static LabProvider of(Ground ground) {
    List<LabProvider> all = new ArrayList<>();
    // As ever with services, those of the thread's class loader: a test runner's, where there is
    // one.
    ServiceLoader.load(LabProvider.class).forEach(all::add);
    List<LabProvider> fitting = all.stream().filter(p -> p.ground() == ground).toList();
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    if (fitting.isEmpty()) {
      String found =
          all.isEmpty()
              ? "none at all"
              : String.join(", ", all.stream().map(Providers::words).toList());
      throw new LabException(
          "no lab provider for the ground "
              + word(ground)
              + ". Found: "
              + found
              + ". Its provider is part of harness-core: is META-INF/services of that jar on the class path?");
    }
    throw new LabException(
        "more than one lab provider for the ground "
            + word(ground)
            + ": "
            + String.join(", ", fitting.stream().map(Providers::words).toList())
            + ". Leave one on the class path.");
  }

  private static String words(LabProvider provider) {
    return word(provider.ground()) + " (" + provider.getClass().getName() + ")";
  }

  /** Returns a ground as descriptors write it. */
  static String word(Ground ground) {
    return ground.name().toLowerCase(Locale.ROOT);
  }
}
