package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonObject;
import dev.plumbline.azure.json.JsonReader;
import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows links to other templates as far as their files lie beside the template: nothing is
 * fetched.
 */
final class LinkedTemplates {

  private final Template main;
  private final ExpressionCache expressions;
  private final Map<Path, Template> read = new HashMap<>();
  private final Map<Path, Set<Problem>> strange = new HashMap<>();

  LinkedTemplates(Template main, ExpressionCache expressions) {
    this.main = main;
    this.expressions = expressions;
  }

  /**
   * Returns the template at a path relative to the one that links to it; null when none is there.
   */
  @Nullable Template relative(String path, Template from, Consumer<Problem> notes) {
    Path file = from.path();
    try {
      return file == null ? null : read(file.resolveSibling(path).normalize(), notes);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  /**
   * Returns the template at an address: the file itself, or the one beside the main template that
   * the end of the address names; null when there is none.
   */
  @Nullable Template at(String address, Template from, Consumer<Problem> notes) {
    String bare = address.replaceFirst("[?#].*$", "");
    try {
      if (bare.startsWith("file:")) {
        return read(Path.of(URI.create(bare.replace(" ", "%20"))).normalize(), notes);
      }
      int authority = bare.indexOf("://");
      String path = authority < 0 ? bare : bare.substring(bare.indexOf('/', authority + 3) + 1);
      for (Template base : new Template[] {from, main}) {
        Path file = base.path();
        String rest = path;
        while (file != null && !rest.isEmpty()) {
          Path candidate = file.resolveSibling(rest).normalize();
          // An address that ends like the template's own is that of another template elsewhere.
          boolean itself = candidate.equals(file) || candidate.equals(main.path());
          Template found = itself ? null : read(candidate, notes);
          if (found != null && found.root().value("resources") != null) {
            return found;
          }
          rest = rest.indexOf('/') < 0 ? "" : rest.substring(rest.indexOf('/') + 1);
        }
      }
      return null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private @Nullable Template read(Path file, Consumer<Problem> notes) {
    Template known = read.get(file);
    if (known == null) {
      if (!Files.isRegularFile(file)) {
        return null;
      }
      Source source = Source.of(file);
      Set<Problem> found = new LinkedHashSet<>();
      JsonValue root = JsonReader.read(source, found::add);
      if (!(root instanceof JsonObject object)) {
        throw root.mark().refuse("an ARM template is an object, found " + root.described());
      }
      known = new Template(object, source);
      TemplateCheck.check(known, expressions);
      read.put(file, known);
      strange.put(file, found);
    }
    strange.getOrDefault(file, Set.of()).forEach(notes);
    return known;
  }
}
