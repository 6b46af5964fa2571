package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import java.util.regex.Pattern;

/**
 * What stands in the parameters of public templates for values that their tests write there, such
 * as {@code GEN-KEYVAULT-RESOURCE-ID} or {@code GET-PREREQ-subnetId}.
 */
public final class Placeholder {

  /** The whole of a text that stands for another. */
  public static final String FORM = "(?:GEN|GET)-[A-Z][A-Za-z0-9-]*";

  private static final Pattern TEXT = Pattern.compile(FORM);

  private Placeholder() {}

  /** Returns whether an array is what is left of a placeholder when it is split. */
  static boolean isSplit(JsonArray array) {
    return array.size() == 1 && is(array.get(0));
  }

  private static boolean is(JsonValue value) {
    return value instanceof JsonString text && TEXT.matcher(text.value()).matches();
  }
}
