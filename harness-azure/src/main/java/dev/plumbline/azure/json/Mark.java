package dev.plumbline.azure.json;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a value is written.
 *
 * <p>The path is put together only when somebody asks for it: a mark knows its parent and the last
 * step, so that reading a large file does not write a text for every value in it.
 */
public final class Mark {

  /** The mark of a value that is written nowhere. */
  public static final Mark NOWHERE = new Mark(null, null, null, 0, 0);

  private final @Nullable String file;
  private final @Nullable Mark parent;
  private final @Nullable Object step;
  private final int line;
  private final int column;

  private Mark(
      @Nullable String file, @Nullable Mark parent, @Nullable Object step, int line, int column) {
    this.file = file;
    this.parent = parent;
    this.step = step;
    this.line = line;
    this.column = column;
  }

  /** Returns the mark of a whole document. */
  public static Mark of(String file) {
    return new Mark(file, null, null, 1, 1);
  }

  /** Returns the mark of a member of the object here. */
  Mark member(String name, int line, int column) {
    return new Mark(file, this, name, line, column);
  }

  /** Returns the mark of an element of the array here. */
  Mark element(int index, int line, int column) {
    return new Mark(file, this, index, line, column);
  }

  /**
   * Returns the mark of a member that is written nowhere: the line of the object it is missing in.
   */
  public Mark missing(String name) {
    return new Mark(file, this, name, line, column);
  }

  /** Returns the mark of an element that is written nowhere: the line of its array. */
  Mark missing(int index) {
    return new Mark(file, this, index, line, column);
  }

  /** Returns the file's name; null for a value that is written nowhere. */
  public @Nullable String file() {
    return file;
  }

  /** Returns the line, from 1; 0 for a value that is written nowhere. */
  public int line() {
    return line;
  }

  /** Returns the column, from 1; 0 with line 0. */
  int column() {
    return column;
  }

  /** Returns the JSON path, for example {@code resources[2].properties.subnets[0].name}. */
  public String path() {
    StringBuilder path = new StringBuilder();
    write(path);
    return path.toString();
  }

  private void write(StringBuilder path) {
    if (parent != null) {
      parent.write(path);
    }
    if (step instanceof Integer index) {
      path.append('[').append(index).append(']');
    } else if (step instanceof String name) {
      boolean plain = !name.isEmpty();
      for (int i = 0; i < name.length(); i++) {
        char c = name.charAt(i);
        plain &= Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '$';
      }
      if (plain) {
        path.append(path.length() == 0 ? "" : ".").append(name);
      } else {
        path.append("['").append(name).append("']");
      }
    }
  }

  /** Returns what is wrong with the value here. */
  public Problem problem(String message) {
    return new Problem(file, line, column, path(), message);
  }

  /** Returns the exception that says only what is wrong with the value here. */
  public DescriptorException refuse(String message) {
    return new DescriptorException(
        (file == null ? "The resources" : file) + " cannot be read", List.of(problem(message)));
  }

  /** Returns {@code file:line:column path}. */
  @Override
  public String toString() {
    return (file == null ? "" : file + ":" + line + ":" + column + " ") + path();
  }
}
