package dev.plumbline.servers;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;

/** What is to be run in an isolated namespace: the network to realise there, and the tests that look at it. Has a constructor without parameters. */
public interface Stage {

  /** Returns the network to realise. */
  Network network();

  /** Returns the environment whose vantages look at it. */
  Environment environment();

  /**
   * Prepares the tests, once the servers are up.
   *
   * @param directory a directory for files
   * @param trust a certificate file (PEM) of the authority behind the servers' certificates
   */
  void prepare(Path directory, Path trust) throws IOException;

  /** Returns the tests to run. */
  List<? extends DiscoverySelector> tests();
}
