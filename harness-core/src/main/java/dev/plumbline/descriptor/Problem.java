package dev.plumbline.descriptor;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a descriptor.
 *
 * @param file the descriptor's name; null for a description built in code
 * @param line the line, from 1; 0 when it is about the file as a whole, or the description was
 *     built in code
 * @param column the column, from 1; 0 with line 0
 * @param path where in the document, for example {@code vantages.internet.resolver}; empty for the
 *     document as a whole
 * @param message what was found, and what is allowed
 */
public record Problem(@Nullable String file, int line, int column, String path, String message) {

  /** Returns {@code file:line:column path: message}, without the parts that are not known. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (file != null) {
      text.append(file);
      if (line > 0) {
        text.append(':').append(line).append(':').append(column);
      }
    }
    if (!path.isEmpty()) {
      text.append(text.length() > 0 ? " " : "").append(path);
    }
    return text.append(text.length() > 0 ? ": " : "").append(message).toString();
  }
}
