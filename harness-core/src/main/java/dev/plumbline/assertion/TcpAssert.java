package dev.plumbline.assertion;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.TcpObservation;
import org.jspecify.annotations.Nullable;

/** Assertions of whether a TCP connection opened, or how it did not. */
public class TcpAssert extends AbstractConnectionAssert<TcpAssert, TcpObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public TcpAssert(@Nullable TcpObservation actual) {
    super(actual, TcpAssert.class);
  }

  /**
   * Checks that the connection opened.
   *
   * <pre><code class='java'>
   * assertThat(inside.connect("gateway")).isOpen();                   // passes
   * assertThat(outside.connect("apim-management", 3443)).isOpen();    // fails: dropped
   * </code></pre>
   */
  public TcpAssert isOpen() {
    return expect(
        "open", o -> o.outcome() instanceof Outcome.Open, o -> ShouldConnect.be(o, "open"));
  }
}
