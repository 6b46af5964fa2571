package dev.plumbline.secrets;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/** Its environment cannot be loaded, with secrets where they do not belong. */
@NetworkTest("broken.yaml")
class BrokenTestCases {
  @Test
  void cannot_run(@From("a") Vantage a) {
    assertThat(a.resolve("x")).isNxDomain();
  }
}
