package dev.plumbline.containers.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one of those who want the same image build it, in this JVM and in others. Where a file
 * cannot be locked, others may build it as well, which costs time and nothing else.
 */
final class BuildLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("dev.plumbline.containers");
  private static final Map<String, ReentrantLock> HERE = new ConcurrentHashMap<>();

  private final ReentrantLock here;
  private final @Nullable FileChannel file;

  private BuildLock(ReentrantLock here, @Nullable FileChannel file) {
    this.here = here;
    this.file = file;
  }

  /** Waits until nobody else builds an image. */
  static BuildLock of(String image) {
    ReentrantLock lock = HERE.computeIfAbsent(image, any -> new ReentrantLock());
    lock.lock();
    return new BuildLock(lock, lockedFile(image));
  }

  private static @Nullable FileChannel lockedFile(String image) {
    Path path =
        Path.of(
            System.getProperty("java.io.tmpdir"), image.replaceAll("[^A-Za-z0-9]", "-") + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      FileLock lock = channel.lock();
      return lock.isValid() ? channel : null;
    } catch (IOException e) {
      // A disk that is full, or a file that is another user's.
      LOG.debug("{} cannot be locked: {}", path, e.toString());
      return null;
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      here.unlock();
    }
  }
}
