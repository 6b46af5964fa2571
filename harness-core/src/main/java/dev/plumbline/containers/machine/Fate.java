package dev.plumbline.containers.machine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What Docker tells of the end of one container. */
final class Fate extends ResultCallback.Adapter<Event> {

  private static final String KILLED = "137";

  /** In a sentence without its subject, for example {@code has ended with status 1}. */
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  private final CompletableFuture<Boolean> removed = new CompletableFuture<>();
  private volatile boolean outOfMemory;
  private volatile boolean lost;

  @Override
  public void onNext(Event event) {
    switch (Objects.requireNonNullElse(event.getAction(), "")) {
      case "oom" -> outOfMemory = true;
      case "die" -> ended.complete(died(event));
      case "destroy" -> {
        ended.complete("was removed");
        removed.complete(true);
      }
      default -> {
        // Its start, for one.
      }
    }
  }

  private String died(Event event) {
    Map<String, String> attributes =
        event.getActor() == null || event.getActor().getAttributes() == null
            ? Map.of()
            : event.getActor().getAttributes();
    String status =
        attributes.getOrDefault("exitCode", attributes.getOrDefault("containerExitCode", "?"));
    if (outOfMemory) {
      return "was killed for want of memory";
    }
    return status.equals(KILLED)
        ? "was killed (status 137): by somebody, or for want of memory"
        : "has ended with status " + status;
  }

  @Override
  public void onError(Throwable trouble) {
    super.onError(trouble);
    lose();
  }

  @Override
  public void onComplete() {
    super.onComplete();
    lose();
  }

  private void lose() {
    lost = true;
    ended.complete(
        "is out of sight: the connection to Docker has ended, as it does when Docker is stopped");
    removed.complete(false);
  }

  /** Returns how it has ended; empty while it runs. */
  Optional<String> ended() {
    return Optional.ofNullable(ended.getNow(null));
  }

  /** Returns how it has ended, when that becomes known within a time. */
  Optional<String> ended(Duration within) {
    return await(ended, within);
  }

  /** Completed when it has ended. */
  CompletableFuture<String> end() {
    return ended;
  }

  /** Returns whether Docker can no longer be asked. */
  boolean isLost() {
    return lost;
  }

  /** Waits until it has been removed; returns whether it has been. */
  boolean awaitRemoved(Duration within) {
    return await(removed, within).orElse(false);
  }

  private static <T> Optional<T> await(CompletableFuture<T> future, Duration within) {
    try {
      return Optional.of(future.get(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither is completed exceptionally", e);
    }
  }
}
