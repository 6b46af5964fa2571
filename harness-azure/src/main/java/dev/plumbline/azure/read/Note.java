package dev.plumbline.azure.read;

import dev.plumbline.descriptor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Something a reader of files should know: what was left out, and what was taken for granted. A
 * note is no error; the model holds in so far as its assumptions do.
 *
 * @param kind what it says
 * @param file the file; null when it is about none
 * @param line the line, from 1; 0 when it is about the file as a whole
 * @param column the column, from 1; 0 with line 0
 * @param path where in the document, as a JSON path
 * @param message what was found, and what was made of it
 */
public record Note(
    Kind kind, @Nullable String file, int line, int column, String path, String message) {

  /** What a note says. */
  public enum Kind {
    /** Resources that have no meaning for the network were left out. */
    IGNORED,
    /**
     * Something that is not in the files was taken for granted, such as the address prefix of a
     * virtual network that exists already.
     */
    ASSUMED,
    /** Something was read otherwise than written, or could not be followed. */
    READ,
    /**
     * Something was not read and is probably a slip: a property that is nearly the name of one that
     * is not given.
     */
    SLIP
  }

  static Note of(Kind kind, Problem problem) {
    return new Note(
        kind, problem.file(), problem.line(), problem.column(), problem.path(), problem.message());
  }

  /** Returns the note with its kind in front, where its message does not say it. */
  String told() {
    return switch (kind) {
          case ASSUMED -> "taken for granted: ";
          case SLIP -> "probably a slip: ";
          case READ, IGNORED -> "";
        }
        + this;
  }

  /** Returns {@code file:line:column path: message}, without the parts that are not known. */
  @Override
  public String toString() {
    return new Problem(file, line, column, path, message).toString();
  }
}
