package dev.plumbline.lab;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is open for a lab, and whether the lab itself is: the one owner of both. Safe for use by
 * many threads.
 */
public final class OpenResources implements AutoCloseable {

  private final String whenClosed;

  /** The latest first; guarded by itself. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private volatile boolean closed;

  /**
   * Makes one that is open and owns nothing.
   *
   * @param whenClosed what is said to whoever comes when it is closed
   */
  OpenResources(String whenClosed) {
    this.whenClosed = whenClosed;
  }

  /** Returns those of the lab of a network. */
  public static OpenResources ofNetwork(String network) {
    return new OpenResources("the lab of network \"" + network + "\" is closed; open another one");
  }

  /**
   * Returns a resource that is closed with the others from now on, before those that were here
   * already.
   *
   * @throws IllegalStateException when closed; the resource is the caller's then
   */
  public <T extends AutoCloseable> T add(T resource) {
    synchronized (open) {
      requireOpen();
      open.push(resource);
    }
    return resource;
  }

  /**
   * Does nothing while this is open.
   *
   * @throws IllegalStateException when it is closed
   */
  public void requireOpen() {
    if (closed) {
      throw new IllegalStateException(whenClosed);
    }
  }

  /**
   * Closes everything, the latest first, whatever happens. Harmless when repeated.
   *
   * @throws RuntimeException the first trouble, as a {@link LabException} where it was a checked
   *     one; it carries the others
   */
  @Override
  public void close() {
    RuntimeException trouble = closeAll(null);
    if (trouble != null) {
      throw trouble;
    }
  }

  /** Closes everything because of a trouble, which carries those of closing. */
  public void closeAfter(RuntimeException trouble) {
    closeAll(trouble);
  }

  private @Nullable RuntimeException closeAll(@Nullable RuntimeException trouble) {
    RuntimeException first = trouble;
    for (AutoCloseable resource : taken()) {
      try {
        resource.close();
      } catch (Exception e) {
        if (first == null) {
          first =
              e instanceof RuntimeException runtime
                  ? runtime
                  : new LabException("closing the lab failed: " + e.getMessage(), e);
        } else if (first != e) {
          first.addSuppressed(e);
        }
      }
    }
    return first;
  }

  /** Returns what was open, for the one who closes it: whoever comes later gets nothing. */
  private List<AutoCloseable> taken() {
    synchronized (open) {
      closed = true;
      List<AutoCloseable> all = List.copyOf(open);
      open.clear();
      return all;
    }
  }
}
