package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;

/**
 * What is to be run in an isolated namespace: the network to realise there, and the tests that look
 * at it. Has a constructor without parameters.
 */
public interface Stage {

  /** Returns the network to realise. */
  Network network();

  /** Returns the environment whose vantages look at it. */
  Environment environment();

  /**
   * Returns whether the firewalls of the description stand before what they guard, by ModSecurity
   * with the OWASP rules, which have to be installed. Their one audit log is {@code audit.log},
   * with every request; their rules are {@code firewall0.conf} and so on. Without them nothing is
   * blocked.
   */
  default boolean firewalls() {
    return false;
  }

  /**
   * Returns what to run once the servers are up, one after the other.
   *
   * @param directory a directory for files
   * @param trust a certificate file (PEM) of the authority behind the servers' certificates
   */
  List<Pass> passes(Path directory, Path trust) throws IOException;

  /**
   * Tests to run together.
   *
   * @param name tells its results from those of other passes
   * @param properties the system properties to set before; those of earlier passes are gone
   * @param tests the tests
   * @param threads how many of them run at a time
   */
  record Pass(
      String name,
      Map<String, String> properties,
      List<? extends DiscoverySelector> tests,
      int threads) {
    /** Copies the collections. */
    public Pass {
      properties = Map.copyOf(properties);
      tests = List.copyOf(tests);
    }

    /** Makes a pass of tests that run one after the other. */
    public Pass(
        String name, Map<String, String> properties, List<? extends DiscoverySelector> tests) {
      this(name, properties, tests, 1);
    }
  }
}
