package dev.plumbline.sim;

import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.AccessRecord.Failure;
import dev.plumbline.observation.AccessRecord.Forwarded;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the servers learn about one request on its way, for the {@link AccessRecord} at its end. */
final class AccessNote {

  final String id = UUID.randomUUID().toString().replace("-", "");
  final Instant time = Instant.now();
  final long began = System.nanoTime();
  private volatile @Nullable String service;
  private volatile @Nullable Forwarded forwarded;
  private volatile Failure failure = Failure.NONE;

  void service(@Nullable String label) {
    service = label;
  }

  void forwarded(Forwarded how) {
    forwarded = how;
  }

  void failed(Failure what) {
    failure = what;
  }

  @Nullable String service() {
    return service;
  }

  @Nullable Forwarded forwarded() {
    return forwarded;
  }

  Failure failure() {
    return failure;
  }
}
