package dev.plumbline.waf.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that others write to, line by line: each call returns the lines that are whole by now.
 *
 * <p>It need not be there yet. When it is cut or another takes its place, as when logs are rotated,
 * what was left in the old one is read, and then the new one from its start. Lines hold one byte a
 * character: what stands in logs is not always UTF-8.
 */
final class GrowingFile implements AutoCloseable {

  /** A longer line is no line of a log. */
  static final int LONGEST_LINE = 64 << 20;

  private final Path file;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable FileChannel channel;
  private @Nullable Object key;
  private long position;

  /** The number of the line that is being read, in the file as it is now. */
  private long number = 1;

  /** When it was found to be shorter than what was read of it; null for never. */
  private @Nullable Instant cut;

  /** Whether the line that is being read began before this reader. */
  private boolean midway;

  /**
   * Opens it.
   *
   * @param fromNow whether what stands in it by now is left out
   */
  GrowingFile(Path file, boolean fromNow) throws IOException {
    this.file = file;
    if (fromNow && open()) {
      skipToEnd();
    }
  }

  /**
   * A whole line.
   *
   * @param number its number in the file, from 1
   * @param text its bytes as Latin-1, without the line end
   */
  record Line(long number, String text) {}

  /**
   * Returns when it was last found to have been cut: what others wrote between the last read and
   * the cut is lost. Null when it never was; one that another has taken the place of loses nothing.
   */
  @Nullable Instant cut() {
    return cut;
  }

  /** Returns whether the file is there. */
  boolean exists() {
    return Files.exists(file);
  }

  /** Returns the lines that have become whole since the last call. */
  List<Line> newLines() throws IOException {
    List<Line> lines = new ArrayList<>();
    if (channel == null && !open()) {
      return lines;
    }
    if (Objects.requireNonNull(channel).size() < position) {
      cut = Instant.now();
      restart();
    }
    read(lines);
    if (isReplaced()) {
      close();
      if (open()) {
        read(lines);
      }
    }
    return lines;
  }

  private boolean open() throws IOException {
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      close();
      return false;
    }
    restart();
    return true;
  }

  private void restart() {
    position = 0;
    number = 1;
    midway = false;
    line.reset();
  }

  private boolean isReplaced() throws IOException {
    try {
      Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return now != null && !now.equals(key);
    } catch (NoSuchFileException e) {
      // moved away, and the next one is not there yet
      return false;
    }
  }

  private void skipToEnd() throws IOException {
    byte last = '\n';
    while (fill() > 0) {
      byte[] bytes = buffer.array();
      for (int i = 0; i < buffer.limit(); i++) {
        number += bytes[i] == '\n' ? 1 : 0;
      }
      last = bytes[buffer.limit() - 1];
    }
    midway = last != '\n';
  }

  private int fill() throws IOException {
    buffer.clear();
    int read = Objects.requireNonNull(channel).read(buffer, position);
    position += Math.max(read, 0);
    buffer.flip();
    return read;
  }

  private void read(List<Line> lines) throws IOException {
    while (fill() > 0) {
      byte[] bytes = buffer.array();
      int start = 0;
      for (int i = 0; i < buffer.limit(); i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, start, i - start);
          start = i + 1;
          if (!midway) {
            lines.add(new Line(number, line.toString(StandardCharsets.ISO_8859_1)));
          }
          midway = false;
          number++;
          line.reset();
        }
      }
      line.write(bytes, start, buffer.limit() - start);
      if (line.size() > LONGEST_LINE) {
        throw new IOException(
            "line " + number + " is longer than " + LONGEST_LINE + " bytes, or not text at all");
      }
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      channel = null;
    }
  }
}
