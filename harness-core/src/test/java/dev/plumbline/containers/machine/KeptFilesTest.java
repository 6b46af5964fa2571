package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.containers.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where generated configurations are kept when there is no folder of a report. */
class KeptFilesTest {

  private static final Plan PLAN =
      new Plan(
          Map.of("nginx/h0/nginx.conf", "events {}"),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of());

  @TempDir Path everybodys;
  private Path own;

  @BeforeEach
  void name() {
    own = everybodys.resolve("plumbline-" + System.getProperty("user.name"));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void they_are_in_a_folder_of_the_users_own() throws IOException {
    assertThat(KeptFiles.keptIn(everybodys, PLAN, "lab-1"))
        .isEqualTo(
            "its generated configuration is in "
                + own.resolve("lab-1")
                + ", where the 10 latest are kept");
    assertThat(own.resolve("lab-1/nginx/h0/nginx.conf")).hasContent("events {}");
    assertThat(own.resolve("lab-1/plan.json")).exists();
    assertThat(permissions(own)).isEqualTo("rwx------");
  }

  @Test
  void a_folder_that_others_can_look_into_is_closed() throws IOException {
    Files.createDirectory(own);
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
    KeptFiles.keptIn(everybodys, PLAN, "lab-1");
    assertThat(permissions(own)).isEqualTo("rwx------");
  }

  @Test
  void where_another_has_taken_its_name_the_folder_is_a_new_one() throws IOException {
    Path elsewhere = Files.createDirectory(everybodys.resolve("elsewhere"));
    Files.createSymbolicLink(own, elsewhere);
    String said = KeptFiles.keptIn(everybodys, PLAN, "lab-1");
    assertThat(elsewhere).isEmptyDirectory();
    try (Stream<Path> all = Files.list(everybodys)) {
      Path fresh =
          all.filter(path -> !path.equals(own) && !path.equals(elsewhere))
              .findFirst()
              .orElseThrow();
      assertThat(said).contains(fresh.resolve("lab-1").toString());
      assertThat(permissions(fresh)).isEqualTo("rwx------");
    }
  }

  @Test
  void the_oldest_give_way() throws IOException {
    for (int i = 0; i < 12; i++) {
      KeptFiles.keptIn(everybodys, PLAN, "lab-" + i);
      Files.setLastModifiedTime(own.resolve("lab-" + i), FileTime.fromMillis(1_000L * i));
    }
    try (Stream<Path> kept = Files.list(own)) {
      assertThat(kept.map(path -> path.getFileName().toString()))
          .hasSize(KeptFiles.MOST)
          .contains("lab-2", "lab-11")
          .doesNotContain("lab-0", "lab-1");
    }
  }

  @Test
  void where_nothing_can_be_written_that_is_said() throws IOException {
    Path file = Files.createFile(everybodys.resolve("file"));
    assertThat(KeptFiles.keptIn(file, PLAN, "lab-1"))
        .startsWith(
            "its generated configuration cannot be written to "
                + file.resolve(own.getFileName())
                + ": ");
  }
}
