package dev.plumbline.azure.read;

import java.util.List;
import java.util.function.Consumer;

/** Resources of Terraform's JSON. */
final class TerraformReader {

  private TerraformReader() {}

  static List<ArmResource> read(JsonObject root, Consumer<Note> notes) {
    throw root.mark().refuse("Terraform is not read");
  }
}
