package dev.plumbline.assertion;

import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.TlsSession;
import org.jspecify.annotations.Nullable;

/** Assertions of how a TLS handshake ended and what it showed. */
public class TlsAssert extends AbstractHandshakeAssert<TlsAssert, TlsObservation> {

  /** Makes the assertion; tests use {@link NetworkAssertions}. */
  public TlsAssert(@Nullable TlsObservation actual) {
    super(actual, TlsAssert.class);
  }

  @Override
  @Nullable TlsSession session(TlsObservation observation) {
    return observation.session();
  }
}
