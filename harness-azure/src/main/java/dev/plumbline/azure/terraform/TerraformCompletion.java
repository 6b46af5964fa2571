package dev.plumbline.azure.terraform;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Completes values that a Terraform plan knows in part with what their references lead to. */
final class TerraformCompletion {

  private TerraformCompletion() {}

  /** Returns a value with what is unknown in it filled in, where only one thing can be meant. */
  static JsonValue completed(
      @Nullable JsonValue known,
      JsonValue open,
      List<TerraformFound> found,
      String name,
      JsonUnknown otherwise) {
    if (TerraformUnknowns.isTrue(open)) {
      List<JsonValue> fitting =
          TerraformFound.identifiers(found, name).stream()
              .filter(v -> TerraformFound.isOf(v.scalar(), name))
              .toList();
      List<JsonValue> all = fitting.isEmpty() ? TerraformFound.distinct(found) : fitting;
      return all.size() == 1 ? all.get(0).at(otherwise.mark()) : otherwise;
    } else if (open instanceof JsonObject opened && TerraformUnknowns.isOpen(open)) {
      JsonObject object =
          known instanceof JsonObject one ? one : JsonObject.empty(otherwise.mark());
      JsonObject.Builder all = JsonObject.builder(object.mark()).putAll(object);
      for (JsonObject.Member member : opened.members()) {
        if (TerraformUnknowns.isOpen(member.value())) {
          // {"subnet": {"id": …}} speaks of a subnet.
          String of = member.name().equals("id") ? name : member.name();
          all.put(
              member.name(),
              completed(object.value(member.name()), member.value(), found, of, otherwise));
        }
      }
      return all.build();
    } else if (open instanceof JsonArray opened && TerraformUnknowns.isOpen(open)) {
      return completed(known, opened, found, name, otherwise);
    }
    return known == null ? otherwise : known;
  }

  private static JsonValue completed(
      @Nullable JsonValue known,
      JsonArray open,
      List<TerraformFound> found,
      String name,
      JsonUnknown otherwise) {
    List<JsonValue> values = known instanceof JsonArray array ? array.values() : List.of();
    List<JsonValue> fresh =
        TerraformFound.distinct(found).stream().filter(v -> !values.contains(v)).toList();
    long missing = open.values().stream().filter(TerraformUnknowns::isTrue).count();
    // Sets leave out what is not known, lists keep its place.
    boolean aligned = values.size() == open.size();
    List<JsonValue> all = new ArrayList<>();
    int next = 0;
    int place = 0;
    for (JsonValue one : open) {
      if (TerraformUnknowns.isTrue(one)) {
        all.add(fresh.size() == missing ? fresh.get(next++).at(otherwise.mark()) : otherwise);
        place += aligned ? 1 : 0;
      } else {
        JsonValue value = place < values.size() ? values.get(place) : null;
        place++;
        all.add(completed(value, one, found, name, otherwise));
      }
    }
    return new JsonArray(otherwise.mark(), all);
  }
}
