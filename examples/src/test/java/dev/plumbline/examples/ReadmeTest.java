package dev.plumbline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README quotes is code of this module, to the letter; only indentation may differ. */
class ReadmeTest {

  private static final Pattern QUOTE = Pattern.compile("```(java|yaml)\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_quotation_stands_in_the_examples() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.walk(Path.of("src", "test"))) {
      sources = files.filter(Files::isRegularFile).map(ReadmeTest::flat).toList();
    }
    Matcher quotes = QUOTE.matcher(Files.readString(Path.of("..", "README.md")));
    int found = 0;
    while (quotes.find()) {
      String quote = flat(quotes.group(2));
      assertThat(sources)
          .as("a file with\n%s", quotes.group(2))
          .anyMatch(source -> source.contains(quote));
      found++;
    }
    assertThat(found).as("quotations in the README").isPositive();
  }

  @Test
  void the_version_of_testcontainers_is_the_one_that_the_project_is_built_with()
      throws IOException {
    Matcher built =
        Pattern.compile("<testcontainers.version>([^<]+)<")
            .matcher(Files.readString(Path.of("..", "pom.xml")));
    assertThat(built.find()).isTrue();

    assertThat(flat(Path.of("..", "README.md")))
        .contains(
            "<artifactId>testcontainers</artifactId> <version>%s</version>"
                .formatted(built.group(1)));
  }

  private static String flat(Path file) {
    try {
      return flat(Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String flat(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
