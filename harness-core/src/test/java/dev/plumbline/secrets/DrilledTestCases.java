package dev.plumbline.secrets;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.drill.Drill;
import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Test;

/** A drill of a suite whose failures quote secrets. */
class DrilledTestCases {

  @Test
  void is_drilled() {
    Drill.of("drilled.yaml").running(SuiteTestCases.class).run();
  }

  @NetworkTest("drilled.yaml")
  static class SuiteTestCases {
    @Test
    void the_service_answers(@From("client") Vantage client) {
      assertThat(client.get("http://10.0.0.80/?sig=" + LeakyRun.secrets().of("query of a drill")))
          .hasStatus(200)
          .bodyContains("marker");
    }
  }
}
