package dev.plumbline.azure.rules;

import java.util.Locale;

/** The two ways in which Azure writes a region: {@code West Europe} and {@code westeurope}. */
public final class Locations {

  private Locations() {}

  /**
   * Returns a region as it stands in host names and service tags, for example {@code westeurope}.
   */
  public static String key(String location) {
    return location.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
