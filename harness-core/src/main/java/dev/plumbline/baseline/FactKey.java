package dev.plumbline.baseline;

import dev.plumbline.observation.DescriptionObservation;
import java.util.Comparator;
import java.util.Set;

/**
 * What a fact is about.
 *
 * @param vantage where it was seen from; {@code the network description} for what was not seen
 * @param subject an endpoint, a name, a health probe or a set of rules
 * @param what which fact of it, for example {@code A} or {@code http header server}; its first word
 *     is the question that showed it
 */
record FactKey(String vantage, String subject, String what) implements Comparable<FactKey> {

  private static final Set<String> QUESTIONS =
      Set.of("A", "AAAA", "CNAME", "connect", "http", "tls", "waf", "state");

  private static final Comparator<FactKey> ORDER =
      Comparator.comparing(FactKey::vantage)
          .thenComparing(FactKey::subject)
          .thenComparing(FactKey::what);

  /** Returns the first word of the fact. */
  String question() {
    int space = what.indexOf(' ');
    return space < 0 ? what : what.substring(0, space);
  }

  /** Returns whether a vantage saw it, and nobody only said so. */
  boolean isObserved() {
    return QUESTIONS.contains(question()) && !vantage.equals(DescriptionObservation.VANTAGE);
  }

  @Override
  public int compareTo(FactKey other) {
    return ORDER.compare(this, other);
  }
}
