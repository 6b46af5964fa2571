package dev.plumbline.azure.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A widely used public template: API Management in internal mode behind an application gateway. */
final class SampleTemplate {

  static final TopologyOptions OPTIONS =
      TopologyOptions.defaults()
          .withName("contoso")
          .withValue("base-name", "contoso")
          .withValue("log-analytics-workspace-id", "workspace");

  private SampleTemplate() {}

  static Path file() {
    return TopologyFormatsTest.file("internal-vnet-application-gateway.json");
  }

  /** Returns the template. */
  static String text() {
    try {
      return Files.readString(file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the template with a text in place of another, which it must hold once. */
  static Path with(Path folder, String text, String other) {
    try {
      String template = text();
      int at = template.indexOf(text);
      if (at < 0 || template.indexOf(text, at + 1) >= 0) {
        throw new IllegalArgumentException("not once in the template: " + text);
      }
      return Files.writeString(folder.resolve("azuredeploy.json"), template.replace(text, other));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
