package dev.plumbline.containers.machine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log on a machine that is read as it grows. It must never get shorter: what it had then may be
 * what is looked for. Lines hold one byte a character. Not safe for use by several threads.
 */
public final class GrowingLog {

  /** No lab writes so much; what does not end is not kept. */
  private static final long LONGEST = 1L << 30;

  /** As many bytes of what was read as tell one line from another. */
  private static final int TAIL = 2048;

  private final MachineFiles files;
  private final String path;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private byte[] tail = new byte[0];
  private long offset;

  /** What was wrong with it once is not well later. */
  private @Nullable String broken;

  /**
   * Makes a log; nothing is read yet.
   *
   * @param path its path below the machine's directory
   */
  public GrowingLog(MachineFiles files, String path) {
    this.files = files;
    this.path = path;
  }

  /** Returns its path below the machine's directory. */
  public String path() {
    return path;
  }

  /**
   * Returns the lines that have become whole since the last call.
   *
   * @throws IllegalStateException when it cannot be read, or is no longer what was read of it
   */
  public List<String> newLines() {
    if (broken != null) {
      throw new IllegalStateException(broken);
    }
    List<String> lines = new ArrayList<>();
    // What was read last is read again: of a log that was cut it is gone, even where it has grown.
    int known = tail.length;
    byte[] bytes = files.read(path, offset - known);
    if (bytes.length < known || !Arrays.equals(bytes, 0, known, tail, 0, known)) {
      broken =
          "%s is no longer what it was: of the %d bytes that were read of it the last have gone, and what it had of requests may be lost"
              .formatted(path, offset);
      throw new IllegalStateException(broken);
    }
    offset += bytes.length - known;
    if (offset > LONGEST) {
      broken = "%s is longer than %d bytes".formatted(path, LONGEST);
      throw new IllegalStateException(broken);
    }
    tail = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - TAIL), bytes.length);
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
