package dev.plumbline.junit;

import dev.plumbline.lab.Lab;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * Makes dynamic tests that have a view of the lab of their own: their observations are theirs in
 * the report, and they may run in parallel.
 *
 * <p>A plain {@link DynamicTest} uses the view of its factory. It must assert something too, but
 * those of one factory run one at a time.
 */
public final class DynamicNetworkTest {

  private static final AtomicLong OWNERS = new AtomicLong();

  private DynamicNetworkTest() {}

  /**
   * Returns a dynamic test.
   *
   * @param name its display name
   * @param lab the factory's lab
   * @param body the test; what it is given is the same lab, as seen by this test
   */
  public static DynamicTest of(String name, Lab lab, ThrowingConsumer<Lab> body) {
    return DynamicTest.dynamicTest(
        name, new Body("dynamic test " + OWNERS.incrementAndGet() + ": " + name, lab, body));
  }

  /** The body of a test that owns its observations. */
  record Body(String owner, Lab lab, ThrowingConsumer<Lab> test) implements Executable {
    @Override
    public void execute() throws Throwable {
      test.accept(lab.in(owner));
    }
  }
}
