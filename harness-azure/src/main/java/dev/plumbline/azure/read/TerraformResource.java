package dev.plumbline.azure.read;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import org.jspecify.annotations.Nullable;

/**
 * A resource as Terraform shows it.
 *
 * @param address its address, for example {@code module.net.azurerm_subnet.workload[0]}
 * @param type its type, for example {@code azurerm_subnet}
 * @param name its name in the configuration
 * @param data whether it is only read
 * @param index its key or number; null for a single one
 * @param module the address of its module; empty for the root
 * @param values what is known of it
 * @param expressions what its configuration says
 * @param mark where it stands
 */
record TerraformResource(
    String address,
    String type,
    String name,
    boolean data,
    @Nullable JsonValue index,
    String module,
    JsonObject values,
    JsonObject expressions,
    Mark mark) {

  /** Returns the address without its index. */
  String base() {
    return index == null ? address : address.substring(0, address.lastIndexOf('['));
  }

  /**
   * Returns the index as it stands in the address, {@code [0]} or {@code ["a"]}; empty for none.
   */
  String indexText() {
    return index == null ? "" : address.substring(address.lastIndexOf('['));
  }

  /** Returns its name in Azure; the one of the configuration when a plan does not know it. */
  String azureName() {
    JsonValue value = values.value("name");
    return value instanceof JsonString text && !text.value().isBlank()
        ? text.value()
        : name + indexText().replaceAll("[\\[\\]\"]+", "-").replaceAll("-$", "");
  }
}
