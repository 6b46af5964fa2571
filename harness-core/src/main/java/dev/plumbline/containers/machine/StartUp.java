package dev.plumbline.containers.machine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how a lab comes up, while it does: to the log, and afterwards to the report. */
public final class StartUp {

  private static final Logger LOG = LoggerFactory.getLogger("dev.plumbline.containers");

  private final String lab;
  private final List<String> steps = new ArrayList<>();
  private final long begun = System.nanoTime();

  /** Guarded by this, as the steps are. */
  private long last = begun;

  /**
   * Makes one that begins now.
   *
   * @param lab the lab's name, for the log
   */
  public StartUp(String lab) {
    this.lab = lab;
  }

  /** Tells what is about to be done, where it takes long. */
  void begin(String what) {
    LOG.info("{}: {} ...", lab, what);
  }

  /** Notes what has been done since the last step. */
  public synchronized void done(String what) {
    long now = System.nanoTime();
    String step = what + " (" + seconds(Duration.ofNanos(now - last)) + ")";
    last = now;
    steps.add(step);
    LOG.info("{}: {}", lab, step);
  }

  /** Notes what the machine has done, which tells itself how long that took. */
  synchronized void said(String step) {
    steps.add(step);
    if (step.startsWith("waiting")) {
      LOG.info("{}: {}", lab, step);
    } else {
      LOG.debug("{}: {}", lab, step);
    }
  }

  /** Passes a line of a program on. */
  void line(String line) {
    LOG.debug("{}: {}", lab, line);
  }

  /** Passes a line on that shows that something is getting on. */
  void progress(String line) {
    LOG.info("{}: {}", lab, line);
  }

  /** Tells what is worth knowing although nothing failed. */
  void warn(String what) {
    LOG.warn("{}: {}", lab, what);
  }

  /** Returns the steps so far, with how long each took. */
  public synchronized List<String> steps() {
    return List.copyOf(steps);
  }

  /** Notes that all is done. */
  public synchronized void ready() {
    String step = "up after " + seconds(Duration.ofNanos(System.nanoTime() - begun));
    steps.add(step);
    LOG.info("{}: {}", lab, step);
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
