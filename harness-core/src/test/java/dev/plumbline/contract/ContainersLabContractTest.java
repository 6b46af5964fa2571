package dev.plumbline.contract;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the ground containers; skipped on a machine without Docker. */
class ContainersLabContractTest {

  @TestFactory
  Stream<DynamicTest> each_behaviour_holds_and_is_seen_as_written(@TempDir Path directory)
      throws IOException, InterruptedException {
    return Comparison.tests(Arm.CONTAINERS, directory);
  }
}
