package dev.plumbline.assertion;

import dev.plumbline.observation.DescriptionObservation;

/** Messages about what the description of a network says. */
final class ShouldSay {

  private ShouldSay() {}

  static Message say(DescriptionObservation seen, String expected) {
    return Message.expected("Expected", expected)
        .line("but it says", seen.says())
        .diagnosed(seen.provenance().diagnosis());
  }

  static Message beDecidedBy(DescriptionObservation seen, String expected) {
    return Message.expected("Expected", "decided by " + expected)
        .line("but was", seen.provenance().diagnosis().decider().orElse("decided by nothing named"))
        .line("and it says", seen.says())
        .diagnosed(seen.provenance().diagnosis());
  }
}
