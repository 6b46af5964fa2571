package dev.plumbline.secrets;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import org.junit.jupiter.api.Test;

/** A baseline of answers that hold secrets is recorded. */
@NetworkTest("recorded.yaml")
class RecordedTestCases {
  @Test
  void the_network_is_recorded(Lab lab) {
    assertThat(lab).matchesBaseline("recorded");
  }
}
