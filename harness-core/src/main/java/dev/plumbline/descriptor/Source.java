package dev.plumbline.descriptor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The text of a descriptor, with the name that messages use for it. */
public final class Source {

  /** How many bytes a descriptor may have. */
  private static final int LIMIT = 8 * 1024 * 1024;

  private final String name;
  private final @Nullable URL url;
  private final byte[] bytes;
  private final UnaryOperator<@Nullable String> variables;
  private @Nullable Node root;

  private Source(
      String name, @Nullable URL url, byte[] bytes, UnaryOperator<@Nullable String> variables) {
    this.name = name;
    this.url = url;
    this.bytes = bytes;
    this.variables = variables;
  }

  /**
   * Returns what a URL gives.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public static Source of(URL url) {
    try (InputStream stream = url.openStream()) {
      return new Source(shown(url), url, stream.readNBytes(LIMIT + 1), System::getenv);
    } catch (IOException e) {
      throw new UncheckedIOException(url + " cannot be read: " + e, e);
    }
  }

  /**
   * Returns the content of a file.
   *
   * @throws UncheckedIOException when it cannot be read
   */
  public static Source of(Path file) {
    try {
      return of(file.toUri().toURL());
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
  }

  /** Returns a text as if it were a file of that name. */
  public static Source of(String name, String text) {
    return of(name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Source of(String name, byte[] bytes) {
    return new Source(name, null, bytes, System::getenv);
  }

  /**
   * Returns this text with placeholders that take their values from somewhere else than the
   * environment variables of this process.
   */
  public Source withVariables(UnaryOperator<@Nullable String> variables) {
    return new Source(name, url, bytes, variables);
  }

  UnaryOperator<@Nullable String> variables() {
    return variables;
  }

  /**
   * Returns the name that messages use: the path as given, or relative to the working directory if
   * it lies in it.
   */
  public String name() {
    return name;
  }

  /** Returns where the text comes from; null for a text without a file. */
  public @Nullable URL url() {
    return url;
  }

  /**
   * Returns the top-level keys, in the order written; empty when the document is no mapping.
   *
   * @throws DescriptorException when it is not YAML
   */
  public List<String> keys() {
    if (root("descriptor") instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .map(tuple -> tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "")
          .toList();
    }
    return List.of();
  }

  /**
   * Returns the document as it is written: no type is bound to it and no placeholder replaced.
   *
   * @param kind what it is meant to be, for messages
   * @throws DescriptorException when it is not one YAML document
   */
  public YamlValue tree(String kind) {
    return YamlTree.of(root(kind), name + " is not a valid " + kind, name);
  }

  /** Composes the document, once. */
  synchronized Node root(String kind) {
    if (root == null) {
      Problems problems = new Problems(name + " is not a valid " + kind, name, Map.of(), Map.of());
      root = YamlComposer.compose(text(problems), problems);
    }
    return root;
  }

  /**
   * Returns the text, without a byte-order mark.
   *
   * @throws DescriptorException when it is too large or not UTF-8
   */
  public String text() {
    return text(new Problems(name + " cannot be read", name, Map.of(), Map.of()));
  }

  private String text(Problems problems) {
    Problems.Place whole = new Problems.Place("", 0, 0);
    if (bytes.length > LIMIT) {
      problems.addAt("", whole, "the file is larger than " + LIMIT + " bytes");
      problems.throwIfAny();
    }
    if (bytes.length >= 2
        && (bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF
            || bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE)) {
      problems.addAt("", whole, "the file is written in UTF-16; save it as UTF-8");
      problems.throwIfAny();
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      int good = 0;
      int line = 1;
      int column = 1;
      // The longest good beginning ends where the first malformed character stands.
      String replaced = new String(bytes, StandardCharsets.UTF_8);
      for (; good < replaced.length() && replaced.charAt(good) != '\uFFFD'; good++) {
        column = replaced.charAt(good) == '\n' ? 1 : column + 1;
        line += replaced.charAt(good) == '\n' ? 1 : 0;
      }
      problems.addAt(
          "", new Problems.Place("", line, column), "the file is not UTF-8 here; save it as UTF-8");
      problems.throwIfAny();
      throw new IllegalStateException(e);
    }
  }

  private static String shown(URL url) {
    if (!"file".equals(url.getProtocol())) {
      String text = url.toString();
      int inside = text.lastIndexOf("!/");
      return inside < 0 ? text : text.substring(inside + 2);
    }
    try {
      Path file = Path.of(url.toURI());
      Path here = Path.of("").toAbsolutePath();
      return (file.startsWith(here) ? here.relativize(file) : file).toString();
    } catch (URISyntaxException | IllegalArgumentException e) {
      return url.toString();
    }
  }
}
