package dev.plumbline.waf.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * The shapes of injections: for each of five places, the tokens that may stand there.
 *
 * <p>A line of {@code sql-shapes.txt} has five words; a word holds the symbols of {@link
 * SqlToken.Kind} for one place, and an underscore when the text may end before it. For example
 * {@code 1snv &U E 1snv ok;c_}: a value, "and" or "union", "select", a value, and then an operator,
 * a keyword, a semicolon, a comment or nothing.
 */
final class SqlShapes {

  private static final SqlToken.Kind[] KINDS = SqlToken.Kind.values();

  private static final int PLACES = 5;

  private static final char END = '_';

  /** For each shape and place, a bit for each symbol that may stand there. */
  private static final int[][] SHAPES = read();

  private SqlShapes() {}

  /** Returns whether a sequence of symbols has one of the shapes. */
  static boolean isInjection(String symbols) {
    int[] bits = new int[PLACES];
    for (int i = 0; i < PLACES; i++) {
      bits[i] = bit(i < symbols.length() ? symbols.charAt(i) : END);
    }
    for (int[] shape : SHAPES) {
      int place = 0;
      while (place < PLACES && (shape[place] & bits[place]) != 0) {
        place++;
      }
      if (place == PLACES) {
        return true;
      }
    }
    return false;
  }

  private static int bit(char symbol) {
    for (SqlToken.Kind kind : KINDS) {
      if (kind.symbol() == symbol) {
        return 1 << kind.ordinal();
      }
    }
    return 1 << KINDS.length;
  }

  private static int[] bits(String line) {
    return Stream.of(line.split(" "))
        .mapToInt(word -> word.chars().map(c -> bit((char) c)).reduce(0, (a, b) -> a | b))
        .toArray();
  }

  private static int[][] read() {
    try (InputStream stream = SqlShapes.class.getResourceAsStream("sql-shapes.txt")) {
      if (stream == null) {
        throw new IllegalStateException("sql-shapes.txt is missing beside " + SqlShapes.class);
      }
      return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .map(SqlShapes::bits)
          .toArray(int[][]::new);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
