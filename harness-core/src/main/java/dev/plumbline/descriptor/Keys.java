package dev.plumbline.descriptor;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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

    @Override
    Optional<String> spellings(Class<?> type) {
      return Optional.of(
          constants(type).map(this::spelling).collect(Collectors.joining("|", "^(", ")$")));
    }

    /** Regular expressions of schemas know no case to be left out of account. */
    private String spelling(Enum<?> constant) {
      StringBuilder pattern = new StringBuilder();
      for (char c : constant.name().toCharArray()) {
        if (c == '_') {
          pattern.append("[-_]?");
        } else if (Character.isDigit(c)) {
          pattern.append(c);
        } else {
          pattern.append('[').append(c).append(Character.toLowerCase(c)).append(']');
        }
      }
      return pattern.toString();
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

  /** Returns a pattern of the spellings that are taken beside the first one; empty for none. */
  Optional<String> spellings(Class<?> type) {
    return Optional.empty();
  }

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Stream<Enum<?>> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> (Enum<?>) constant);
  }
}
