package dev.plumbline.azure.platform;

import dev.plumbline.observation.PlatformObservation;
import java.util.List;

/**
 * An answer of Azure.
 *
 * @param value what it says, as data
 * @param observation the same in the journal: when it was asked, how long it took, the answer in
 *     words
 * @param unread what the answer says beside, which the data has no place for, such as {@code
 *     policySettings.newLimit = 5}: a comparison with it stays open
 * @param <T> the type of the data
 */
public record PlatformAnswer<T>(T value, PlatformObservation observation, List<String> unread) {
  /** Copies the list. */
  public PlatformAnswer {
    unread = List.copyOf(unread);
  }

  /** Makes an answer of which all is in the data. */
  public PlatformAnswer(T value, PlatformObservation observation) {
    this(value, observation, List.of());
  }
}
