package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.azure.json.Mark;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a Terraform plan does not know of its resources, where their expressions lead to
 * it.
 *
 * <p>A plan tells which resources an expression names, and neither its keys nor its functions.
 * Where that leaves a choice, the value is unknown: a guess would be another network.
 */
final class TerraformFilling {

  /** What the provider computes in blocks; unknown there, it is not missed. */
  private static final Set<String> COMPUTED =
      Set.of(
          "id",
          "primary",
          "fqdn",
          "private_ip_address",
          "private_ip_address_allocation",
          "private_ip_address_version",
          "private_ip_addresses",
          "public_cert_data",
          "record_sets");

  private final TerraformReferences references;
  private final TerraformIds ids;

  /**
   * Makes the filling of the resources of a plan or state.
   *
   * @param modules the modules of the configuration
   * @param notes told what was taken for granted
   */
  TerraformFilling(
      Map<String, TerraformResource> byAddress,
      TerraformModules modules,
      String subscription,
      TerraformNotes notes) {
    this.ids = new TerraformIds(subscription, this::text);
    this.references = new TerraformReferences(byAddress, modules, ids, notes);
  }

  /** Gives what the platform gives to the resources, by identifier. */
  void runtime(Map<String, JsonObject> values) {
    references.runtime(values);
  }

  /** Returns the scope of resources of a group. */
  String scope(String group) {
    return ids.scope(group);
  }

  /** Returns the identifier of a resource: the one that is known, or the one that it will have. */
  @Nullable String id(TerraformResource resource) {
    return ids.of(resource);
  }

  /** Returns an attribute as text: known, or found through its expression; null for neither. */
  @Nullable String text(TerraformResource resource, String attribute) {
    JsonObject unknown = resource.unknown();
    JsonValue value =
        resource.expressions().value(attribute) instanceof JsonObject expression
            ? value(
                resource,
                resource.values(),
                attribute,
                unknown == null ? null : TerraformUnknowns.open(unknown, attribute),
                expression)
            : resource.values().value(attribute);
    return value == null || value instanceof JsonUnknown || value instanceof JsonArray
        ? null
        : value.scalar();
  }

  /** Returns what is known of a resource, and what its expressions lead to. */
  JsonObject filled(TerraformResource resource) {
    return filled(resource, resource.values(), resource.expressions(), resource.unknown(), true);
  }

  private JsonObject filled(
      TerraformResource resource,
      JsonObject values,
      JsonObject expressions,
      @Nullable JsonObject unknown,
      boolean told) {
    JsonObject.Builder all = JsonObject.builder(values.mark()).putAll(values);
    Set<String> names = new LinkedHashSet<>(expressions.names());
    if (unknown != null) {
      names.addAll(unknown.names());
    }
    for (String name : names) {
      JsonValue known = values.value(name);
      JsonValue expression = expressions.value(name);
      JsonValue open = unknown == null ? null : TerraformUnknowns.open(unknown, name);
      if (expression instanceof JsonObject object && TerraformExpressions.isExpression(object)) {
        JsonValue found = value(resource, values, name, open, object);
        if (found != null) {
          all.put(name, found);
        }
      } else if (known instanceof JsonArray array) {
        all.put(name, blocks(resource, name, array, expression, open));
      } else if (TerraformUnknowns.isTrue(open) && known == null && (expression != null || !told)) {
        if (expression != null || !isComputed(name, values)) {
          all.put(name, TerraformUnknowns.unknown(values.mark().missing(name), resource.address()));
        }
      }
    }
    return all.build();
  }

  private JsonArray blocks(
      TerraformResource resource,
      String name,
      JsonArray array,
      @Nullable JsonValue expression,
      @Nullable JsonValue open) {
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof JsonObject element) {
        JsonObject block =
            expression instanceof JsonArray several
                ? TerraformBlocks.of(name, several, element, i)
                : expression instanceof JsonObject one ? one : null;
        JsonObject unknown =
            open instanceof JsonArray each && i < each.size() && each.get(i) instanceof JsonObject o
                ? o
                : open == null ? null : JsonObject.empty(element.mark());
        elements.add(
            filled(
                resource,
                element,
                block == null ? JsonObject.empty(element.mark()) : block,
                unknown,
                block != null));
      } else {
        elements.add(array.get(i));
      }
    }
    return new JsonArray(array.mark(), elements);
  }

  private static boolean isComputed(String name, JsonObject values) {
    // What is named is not given by its identifier.
    String named = name.replaceAll("_id(s?)$", "_name$1");
    return COMPUTED.contains(name) || !named.equals(name) && values.value(named) != null;
  }

  /**
   * Returns the value of an attribute that has an expression.
   *
   * @param open what the plan says is unknown of it; null when the plan does not say
   */
  private @Nullable JsonValue value(
      TerraformResource resource,
      JsonObject values,
      String attribute,
      @Nullable JsonValue open,
      JsonObject expression) {
    JsonValue known = values.value(attribute);
    if (open == null ? !TerraformUnknowns.isEmpty(known) : !TerraformUnknowns.isOpen(open)) {
      return known;
    }
    Mark mark = values.mark().missing(attribute);
    JsonValue constant = expression.value("constant_value");
    if (constant != null) {
      return constant.at(mark);
    }
    List<String> names = TerraformExpressions.names(expression);
    if (names.isEmpty()) {
      return known;
    }
    List<TerraformFound> found = references.of(names, resource, attribute);
    String what =
        resource.address()
            + "."
            + attribute
            + " = "
            + String.join(", ", TerraformExpressions.shown(names));
    if (known != null && !TerraformUnknowns.isEmpty(known) && open != null) {
      return TerraformCompletion.completed(
          known, open, found, attribute, TerraformUnknowns.unknown(known.mark(), what));
    }
    boolean list = attribute.endsWith("s") && !attribute.endsWith("_address");
    if (list) {
      List<JsonValue> all =
          (attribute.endsWith("_ids")
                  ? TerraformFound.references(found, attribute)
                  : TerraformFound.distinct(found))
              .stream().map(one -> one.at(mark)).toList();
      return !all.isEmpty()
          ? new JsonArray(mark, all)
          : TerraformUnknowns.isTrue(open) ? TerraformUnknowns.unknown(mark, what) : null;
    }
    List<JsonValue> fitting =
        attribute.endsWith("_id")
            ? TerraformFound.identifiers(found, attribute)
            : TerraformFound.distinct(found);
    return fitting.size() == 1
        ? fitting.get(0).at(mark)
        : TerraformUnknowns.isTrue(open) || attribute.endsWith("_id") || fitting.size() > 1
            ? TerraformUnknowns.unknown(mark, what)
            : null;
  }
}
