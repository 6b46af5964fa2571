package dev.plumbline.containers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log on a machine that is read as it grows. It must never get shorter: what it had then may be
 * what is looked for. Lines hold one byte a character. Not safe for use by several threads.
 */
final class GrowingLog {

  /** No lab writes so much; what does not end is not kept. */
  private static final long LONGEST = 1L << 30;

  private final MachineFiles files;
  private final String path;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;

  /** What was wrong with it once is not well later. */
  private @Nullable String broken;

  GrowingLog(MachineFiles files, String path) {
    this.files = files;
    this.path = path;
  }

  /** Returns its path below the machine's directory. */
  String path() {
    return path;
  }

  /**
   * Returns the lines that have become whole since the last call.
   *
   * @throws IllegalStateException when it cannot be read, or has become shorter
   */
  List<String> newLines() {
    List<String> lines = new ArrayList<>();
    // The last byte that is known is read again: it is missing from a log that was cut.
    int known = offset > 0 ? 1 : 0;
    byte[] bytes = broken == null ? files.read(path, offset - known) : new byte[0];
    if (broken == null && bytes.length < known) {
      broken =
          "%s has become shorter than the %d bytes that were read of it; what it had of requests may be lost"
              .formatted(path, offset);
    }
    if (broken == null && offset + bytes.length > LONGEST) {
      broken = "%s is longer than %d bytes".formatted(path, LONGEST);
    }
    if (broken != null) {
      throw new IllegalStateException(broken);
    }
    offset += bytes.length - known;
    int start = known;
    for (int i = known; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        line.write(bytes, start, i - start);
        lines.add(line.toString(StandardCharsets.ISO_8859_1));
        line.reset();
        start = i + 1;
      }
    }
    line.write(bytes, start, bytes.length - start);
    return lines;
  }
}
