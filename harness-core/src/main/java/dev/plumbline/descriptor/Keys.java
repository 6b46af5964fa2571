package dev.plumbline.descriptor;

import java.util.Locale;
import java.util.stream.Stream;

/** How components and constants are written in a document. */
enum Keys {
  /** {@code onUnknownSni} is written {@code on-unknown-sni}. */
  KEBAB {
    @Override
    String of(String component) {
      return component.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
  },
  /** {@code onUnknownSni} is written so. */
  CAMEL {
    @Override
    String of(String component) {
      return component;
    }

    @Override
    boolean means(String text, Enum<?> constant) {
      return plain(text).equals(plain(constant.name()));
    }

    /** Azure writes Internal, DeveloperPortal, Standard_v2; documents may do so, too. */
    private String plain(String text) {
      return text.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }
  };

  abstract String of(String component);

  /** Returns whether a text of a document means a constant. */
  boolean means(String text, Enum<?> constant) {
    return of(constant).equals(text);
  }

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Stream<Enum<?>> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> (Enum<?>) constant);
  }
}
