package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonArray;
import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.Source;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A template as written.
 *
 * @param root the whole template
 * @param source the file it stands in; an inline template stands in that of the template around it
 */
public record Template(JsonObject root, Source source) {

  /** Returns the file's path; null for a text that is in no file. */
  @Nullable Path path() {
    URL url = source.url();
    if (url == null || !"file".equals(url.getProtocol())) {
      return null;
    }
    try {
      return Path.of(url.toURI()).toAbsolutePath().normalize();
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return null;
    }
  }

  /** Returns the address under which a linked template would find this one; null without a file. */
  @Nullable URI uri() {
    Path path = path();
    return path == null ? null : path.toUri();
  }

  /** Returns whether the template says that it is of the second version of the language. */
  boolean isVersion2() {
    String version = root.text("languageVersion");
    return version != null && version.startsWith("2.");
  }

  JsonObject parameters() {
    return root.object("parameters");
  }

  JsonObject variables() {
    return root.object("variables");
  }

  JsonObject outputs() {
    return root.object("outputs");
  }

  /** Returns the names of all variables, those that loops make among them. */
  Set<String> variableNames() {
    Set<String> names = new LinkedHashSet<>();
    for (JsonObject.Member member : variables().members()) {
      if (loops(member)) {
        for (JsonValue loop : (JsonArray) member.value()) {
          if (loop instanceof JsonObject object && object.get("name") instanceof JsonString name) {
            names.add(name.value());
          }
        }
      } else {
        names.add(member.name());
      }
    }
    return names;
  }

  /** Returns whether a member of the variables is not one, but holds loops that make some. */
  static boolean loops(JsonObject.Member member) {
    return member.name().equalsIgnoreCase("copy") && member.value() instanceof JsonArray;
  }

  /** Returns the names of the template's own functions, {@code namespace.name}. */
  List<String> functionNames() {
    return root.array("functions").stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .flatMap(
            one ->
                one.object("members").names().stream()
                    .map(name -> one.text("namespace") + "." + name))
        .toList();
  }

  /** Returns where templates of this schema are deployed to: the word before {@code Template}. */
  String schemaKind() {
    String schema = root.text("$schema");
    String name = schema == null ? "" : schema.replaceFirst("#.*$", "").toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    return name.startsWith("subscription")
        ? "subscription"
        : name.startsWith("managementgroup")
            ? "managementGroup"
            : name.startsWith("tenant") ? "tenant" : "resourceGroup";
  }
}
