package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.environment.Ground;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.junit.OnGround;
import dev.plumbline.lab.Lab;
import org.junit.jupiter.api.Test;

/**
 * Nothing has changed since it was last looked at and found good. What was recorded on the
 * simulation is what real servers show in containers; a live network has a baseline of its own.
 */
@NetworkTest("contoso")
@OnGround({Ground.SIMULATED, Ground.CONTAINERS})
class BaselineTest {

  @Test
  void the_network_is_as_it_was_recorded(Lab lab) {
    assertThat(lab).matchesBaseline("contoso");
  }
}
