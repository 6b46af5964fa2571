package dev.plumbline.examples.servers;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.NetworkTest;
import dev.plumbline.lab.Lab;
import org.junit.jupiter.api.Test;

/** The network is what was recorded of it. */
@NetworkTest("contoso")
class RecordedNetwork {
  @Test
  void nothing_has_changed(Lab lab) {
    assertThat(lab).matchesBaseline("live-contoso");
  }
}
