package dev.plumbline.azure.terraform;

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
 * @param unknown what of it a plan does not know yet, with true in the places of values; null when
 *     that is not told
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
    @Nullable JsonObject unknown,
    Mark mark) {

  /** Returns the address without its index. */
  String base() {
    return address.substring(0, address.length() - indexText().length());
  }

  /**
   * Returns the index as it stands in the address, {@code [0]} or {@code ["a"]}; empty for none.
   */
  String indexText() {
    return index == null ? "" : TerraformAddress.index(address);
  }

  /** Returns its name in Azure; the one of the configuration when a plan does not know it. */
  String azureName() {
    JsonValue value = values.value("name");
    return value instanceof JsonString text && !text.value().isBlank()
        ? text.value()
        : name + indexText().replaceAll("[\\[\\]\"]+", "-").replaceAll("-$", "");
  }
}
