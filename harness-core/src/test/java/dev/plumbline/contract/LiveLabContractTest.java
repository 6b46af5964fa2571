package dev.plumbline.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract on the ground live, with BIND 9 and nginx around it in one network namespace: as far
 * as one network stack can show it.
 *
 * <p>Needs root and the commands {@code unshare}, {@code ip}, {@code nft}, {@code named} and {@code
 * nginx}; skipped elsewhere.
 */
class LiveLabContractTest {

  @TestFactory
  Stream<DynamicTest> each_behaviour_is_shown_as_by_the_simulation(@TempDir Path directory)
      throws IOException, InterruptedException {
    return Comparison.of(Arm.LIVE, directory).tests();
  }
}
