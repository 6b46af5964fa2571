package dev.plumbline.waf.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The shapes of injections: for each of five places, the tokens that may stand there.
 *
 * <p>A line of {@code sql-shapes.txt} has five words; a word holds the symbols of {@link
 * SqlToken.Kind} for one place, and an underscore when the text may end before it. For example
 * {@code 1snv &U E 1snv ok;c_}: a value, "and" or "union", "select", a value, and then an operator,
 * a keyword, a semicolon, a comment or nothing.
 */
final class SqlShapes {

  private static final List<String[]> SHAPES = read();

  private SqlShapes() {}

  /** Returns whether a sequence of symbols has one of the shapes. */
  static boolean isInjection(String symbols) {
    return SHAPES.stream().anyMatch(shape -> fits(shape, symbols));
  }

  private static boolean fits(String[] shape, String symbols) {
    for (int i = 0; i < shape.length; i++) {
      if (shape[i].indexOf(i < symbols.length() ? symbols.charAt(i) : '_') < 0) {
        return false;
      }
    }
    return true;
  }

  private static List<String[]> read() {
    try (InputStream stream = SqlShapes.class.getResourceAsStream("sql-shapes.txt")) {
      if (stream == null) {
        throw new IllegalStateException("sql-shapes.txt is missing beside " + SqlShapes.class);
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(line -> line.split(" "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
