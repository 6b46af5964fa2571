package dev.plumbline.containers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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
    byte[] bytes = files.read(path, offset - known);
    if (bytes.length < known) {
      throw new IllegalStateException(
          path
              + " has become shorter than the "
              + offset
              + " bytes that were read of it; what it had of requests may be lost");
    }
    offset += bytes.length - known;
    if (offset > LONGEST) {
      throw new IllegalStateException(path + " is longer than " + LONGEST + " bytes");
    }
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
