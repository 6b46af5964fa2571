package dev.plumbline.baseline;

import dev.plumbline.observation.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Facts that were asked for and not seen.
 *
 * @param vantage where they were asked from
 * @param subject what they are of; null for names that only the answer would have told
 * @param questions their first words
 * @param why why they were not seen
 * @param sources what was observed in their place; none for what was not asked
 */
record Unseen(
    String vantage,
    @Nullable String subject,
    List<String> questions,
    String why,
    List<? extends Observation> sources) {

  /** Copies the lists. */
  Unseen {
    questions = List.copyOf(questions);
    sources = List.copyOf(sources);
  }

  boolean covers(FactKey key) {
    return vantage.equals(key.vantage())
        && (subject == null || subject.equals(key.subject()))
        && questions.contains(key.question());
  }
}
