package dev.plumbline.waf.engine;

import dev.plumbline.waf.engine.SqlToken.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Words of SQL, and phrases of two to four of them. */
final class SqlWords {

  private static final Map<String, Kind> KINDS = read();

  private static final Set<String> BEGINNINGS =
      KINDS.keySet().stream()
          .filter(words -> words.contains(" "))
          .map(words -> words.substring(0, words.lastIndexOf(' ')))
          .collect(Collectors.toUnmodifiableSet());

  private SqlWords() {}

  /** Returns what a word in lower case is; a name when it is none of SQL. */
  static Kind kind(String word) {
    return KINDS.getOrDefault(word, Kind.NAME);
  }

  /** Returns what two words in lower case mean together; null when nothing of their own. */
  static @Nullable Kind phrase(String first, String second) {
    return BEGINNINGS.contains(first) ? KINDS.get(first + " " + second) : null;
  }

  private static Map<String, Kind> read() {
    Map<String, Kind> kinds = new HashMap<>();
    try (InputStream stream = SqlWords.class.getResourceAsStream("sql-words.txt")) {
      if (stream == null) {
        throw new IllegalStateException("sql-words.txt is missing beside " + SqlWords.class);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      Kind kind = Kind.NAME;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          kind = Kind.valueOf(line.substring(1, line.length() - 1).toUpperCase(Locale.ROOT));
        } else if (!line.startsWith("#")) {
          for (String word : line.split(" ")) {
            kinds.put(word.replace('+', ' '), kind);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kinds;
  }
}
