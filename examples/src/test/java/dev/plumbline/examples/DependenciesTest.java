package dev.plumbline.examples;

import static dev.plumbline.assertion.NetworkAssertions.assertThat;

import dev.plumbline.environment.Ground;
import dev.plumbline.junit.NetworkTest;
import dev.plumbline.junit.OnGround;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.Protocol;
import org.junit.jupiter.api.Test;

/** What the service depends on, by the description: nobody here can send as the platform does. */
@NetworkTest("contoso")
@OnGround({Ground.SIMULATED, Ground.CONTAINERS})
class DependenciesTest {

  @Test
  void the_platform_reaches_management(Lab lab) {
    assertThat(lab.fate(tcp("internet", "198.51.100.4", "203.0.113.20", 3443))).says("delivered");
  }

  @Test
  void the_service_reaches_the_internet(Lab lab) {
    assertThat(lab.fate(tcp("apim-subnet", "10.1.0.4", "203.0.113.10", 443))).says("delivered");
  }

  private static Flow tcp(String segment, String from, String to, int port) {
    return new Flow(
        segment, IpAddresses.parse(from), 50000, IpAddresses.parse(to), port, Protocol.TCP);
  }
}
