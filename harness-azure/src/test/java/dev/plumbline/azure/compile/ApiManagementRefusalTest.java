package dev.plumbline.azure.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ApiManagementRefusalTest {

  @Test
  void readme_has_the_table_of_what_is_refused() throws IOException {
    Path above = Path.of("../README.md");
    assertThat(Files.readString(Files.exists(above) ? above : Path.of("README.md")))
        .contains(ApiManagementRefusal.table());
  }
}
