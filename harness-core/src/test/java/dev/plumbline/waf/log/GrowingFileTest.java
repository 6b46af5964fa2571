package dev.plumbline.waf.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.waf.log.GrowingFile.Line;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingFileTest {

  @TempDir Path directory;

  @Test
  void lines_come_when_they_are_whole_and_bytes_stay_what_they_are() throws IOException {
    Path path = directory.resolve("log");
    try (GrowingFile file = new GrowingFile(path, true)) {
      assertThat(file.newLines()).isEmpty();
      append(path, "one\ntw");
      assertThat(file.newLines()).containsExactly(new Line(1, "one"));
      assertThat(file.newLines()).isEmpty();
      append(path, "o \u00ff\u0000\nthree");
      assertThat(file.newLines()).containsExactly(new Line(2, "two \u00ff\u0000"));
    }
  }

  @Test
  void what_stood_in_it_before_is_left_out_with_the_line_that_was_not_whole() throws IOException {
    Path path = directory.resolve("log");
    append(path, "one\ntwo\nthr");
    try (GrowingFile file = new GrowingFile(path, true)) {
      append(path, "ee\nfour\n");
      assertThat(file.newLines()).containsExactly(new Line(4, "four"));
    }
    try (GrowingFile file = new GrowingFile(path, false)) {
      assertThat(file.newLines()).hasSize(4);
    }
  }

  @Test
  void a_file_that_is_rotated_or_cut_loses_no_line() throws IOException {
    Path path = directory.resolve("log");
    try (GrowingFile file = new GrowingFile(path, true)) {
      append(path, "one\n");
      assertThat(texts(file)).containsExactly("one");
      append(path, "two\n");
      Files.move(path, directory.resolve("log.1"));
      append(directory.resolve("log.1"), "three\n");
      append(path, "four\n");
      assertThat(texts(file)).containsExactly("two", "three", "four");
      Files.writeString(path, "5\n");
      assertThat(texts(file)).containsExactly("5");
    }
  }

  @Test
  void a_line_of_a_mebibyte_is_a_line() throws IOException {
    Path path = directory.resolve("log");
    try (GrowingFile file = new GrowingFile(path, true)) {
      append(path, "x".repeat(1 << 20) + "\n");
      assertThat(texts(file)).singleElement().satisfies(t -> assertThat(t).hasSize(1 << 20));
    }
  }

  private static List<String> texts(GrowingFile file) throws IOException {
    return file.newLines().stream().map(Line::text).toList();
  }

  private static void append(Path path, String text) throws IOException {
    Files.write(
        path,
        text.getBytes(StandardCharsets.ISO_8859_1),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
