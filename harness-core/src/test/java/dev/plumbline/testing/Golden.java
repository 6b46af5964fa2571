package dev.plumbline.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Files that hold what a test expects. With {@code -Dplumbline.golden=write} they are written anew;
 * the change is then reviewed as code is.
 */
public final class Golden {

  private static final String SECTION = "=== ";
  private static final String RESULT = "--- message\n";

  private Golden() {}

  /** A named input with the text that it should give. */
  public record Case(String name, String input, String expected) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Compares a text with a file below the module's folder. */
  public static void compare(String file, String actual) {
    Path path = path(file);
    if (writing()) {
      write(path, actual);
    }
    assertThat(Files.exists(path) ? read(path) : "(no file)")
        .as(
            "%s is not what it should be; run the test with -Dplumbline.golden=write to write it anew, and review the change",
            file)
        .isEqualTo(actual);
  }

  /** Returns the text of a file below the module's folder. */
  public static String text(String file) {
    return read(path(file));
  }

  /**
   * Reads a file of sections, each with a name, an input and, after the line {@code --- message},
   * what it should give.
   */
  public static Stream<Case> cases(String file, Function<String, String> giving) {
    Path path = path(file);
    List<Case> cases = new ArrayList<>();
    for (String section : read(path).split("(?m)^" + SECTION)) {
      if (section.isBlank()) {
        continue;
      }
      int head = section.indexOf('\n');
      int result = section.indexOf("\n" + RESULT);
      String input = section.substring(head + 1, result < 0 ? section.length() : result + 1);
      String expected = result < 0 ? "" : section.substring(result + 1 + RESULT.length());
      cases.add(new Case(section.substring(0, head), input, expected));
    }
    if (writing()) {
      cases.replaceAll(one -> new Case(one.name(), one.input(), giving.apply(one.input()) + "\n"));
      StringBuilder text = new StringBuilder();
      for (Case one : cases) {
        text.append(SECTION)
            .append(one.name())
            .append('\n')
            .append(one.input())
            .append(RESULT)
            .append(one.expected());
      }
      write(path, text.toString());
    }
    return cases.stream();
  }

  /** Returns whether files are written anew. */
  public static boolean writing() {
    return "write".equals(System.getProperty("plumbline.golden"));
  }

  private static Path path(String file) {
    Path path = Path.of(file);
    return Files.isDirectory(Path.of("harness-core"))
        ? Path.of("harness-core").resolve(path)
        : path;
  }

  private static String read(Path path) {
    try {
      return Files.readString(path, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path path, String text) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
