package dev.plumbline.observation;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a check ended as it did, as far as the lab knows: the way it went, who decided, and the
 * likely cause.
 *
 * <p>The simulated network knows all of it. A live network knows little: then the route is empty.
 *
 * @param route the hops in order, each in words, for example {@code "segment workload-subnet"}
 * @param decidedBy the rule, listener or zone that decided; null when not known
 * @param likelyCause one sentence for the reader of a failing test; null when there is nothing to
 *     add
 */
public record Diagnosis(
    List<String> route, @Nullable String decidedBy, @Nullable String likelyCause) {

  private static final Diagnosis UNKNOWN = new Diagnosis(List.of(), null, null);

  /** Copies the route. */
  public Diagnosis {
    route = List.copyOf(route);
  }

  /** Returns the diagnosis of a lab that knows nothing. */
  public static Diagnosis unknown() {
    return UNKNOWN;
  }

  /** Returns the rule, listener or zone that decided. */
  public Optional<String> decider() {
    return Optional.ofNullable(decidedBy);
  }

  /** Returns the likely cause. */
  public Optional<String> cause() {
    return Optional.ofNullable(likelyCause);
  }
}
