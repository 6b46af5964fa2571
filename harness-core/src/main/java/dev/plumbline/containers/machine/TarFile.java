package dev.plumbline.containers.machine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Files as Docker takes them, made in memory: nothing is written to this machine's disk. */
final class TarFile {

  private static final int READABLE = 0100644;
  private static final int OPEN = 040755;

  private TarFile() {}

  /**
   * Returns an archive.
   *
   * @param files what the files hold, by their relative paths; directories are made
   */
  static byte[] of(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      Set<String> made = new HashSet<>();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        directories(tar, file.getKey(), made);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey(), TarConstants.LF_NORMAL);
        entry.setMode(READABLE);
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void directories(TarArchiveOutputStream tar, String path, Set<String> made)
      throws IOException {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String directory = path.substring(0, slash + 1);
      if (made.add(directory)) {
        TarArchiveEntry entry = new TarArchiveEntry(directory, TarConstants.LF_DIR);
        entry.setMode(OPEN);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
    }
  }

  /** Returns what a resource beside this class holds. */
  static byte[] resource(String name) {
    try (InputStream in = TarFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("harness-core is incomplete: its jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
