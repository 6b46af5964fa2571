package dev.plumbline.azure.live;

import dev.plumbline.azure.platform.AzurePlatformException.Kind;

/** What a step of the pipeline stops a request for; it becomes the message of the question. */
final class Stopped extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  Stopped(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }
}
