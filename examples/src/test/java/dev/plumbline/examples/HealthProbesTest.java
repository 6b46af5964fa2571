package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.junit.From;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.vantage.Vantage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application gateway finds its backends healthy. */
@Tag("smoke")
@NetworkTest("contoso")
class HealthProbesTest {

  @ParameterizedTest
  @ValueSource(strings = {"apim-gateway-probe", "apim-portal-probe"})
  void the_backend_is_healthy(String probe, @From("gateway-subnet") Vantage gateway) {
    assertThat(gateway.probe(probe)).isHealthy();
  }
}
