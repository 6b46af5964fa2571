package dev.plumbline.azure.rules;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The two ways in which Azure writes a region: {@code West Europe} and {@code westeurope}. */
public final class Locations {

  private Locations() {}

  /**
   * Returns a region as it stands in host names and service tags, for example {@code westeurope};
   * the empty text for none.
   */
  public static String key(@Nullable String location) {
    return location == null ? "" : location.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
