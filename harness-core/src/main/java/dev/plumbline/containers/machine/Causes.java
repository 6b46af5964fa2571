package dev.plumbline.containers.machine;

import java.util.Objects;

/** What failures of the Docker client say. */
final class Causes {

  private Causes() {}

  /** Returns the message at the bottom, which tells what happened. */
  static String inWords(Throwable trouble) {
    Throwable deepest = trouble;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message = Objects.requireNonNullElse(deepest.getMessage(), "");
    return (message.isBlank() ? deepest.getClass().getSimpleName() : message).strip();
  }
}
