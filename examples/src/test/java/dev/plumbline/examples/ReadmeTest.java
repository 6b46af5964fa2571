package dev.plumbline.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the README quotes is code of this module, or of the user's project in it, to the letter;
 * only indentation may differ.
 */
class ReadmeTest {

  private static final Pattern QUOTE =
      Pattern.compile("```(java|yaml|xml)\n(.*?)```", Pattern.DOTALL);

  private static final Path PARENT = Path.of("..", "pom.xml");
  private static final Path FIRST_PROJECT = Path.of("first-project", "pom.xml");

  @Test
  void every_quotation_stands_in_the_examples() throws IOException {
    List<String> sources;
    try (Stream<Path> files = Files.walk(Path.of("src", "test"))) {
      sources =
          Stream.concat(files.filter(Files::isRegularFile), Stream.of(FIRST_PROJECT))
              .map(ReadmeTest::flat)
              .toList();
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
  void the_dependencies_of_a_first_project_are_those_that_the_harness_is_built_with() {
    String parent = flat(PARENT);

    assertThat(flat(FIRST_PROJECT))
        .contains(
            dependency("testcontainers", version("testcontainers.version>", parent)),
            dependency("junit-jupiter", version("junit.version>", parent)),
            dependency(
                "harness-azure",
                version("<artifactId>plumbline-parent</artifactId> <version>", parent)));
  }

  @Test
  void the_plugins_of_a_first_project_have_the_versions_of_the_parents() {
    String parent = flat(Path.of("..", "pom.xml"));
    Matcher plugins =
        Pattern.compile("<artifactId>(\\S+-plugin)</artifactId> <version>([^<]+)</version>")
            .matcher(flat(FIRST_PROJECT));
    Map<String, String> found =
        plugins.results().collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    assertThat(found).hasSize(2);
    found.forEach(
        (plugin, version) ->
            assertThat(version).as(plugin).isEqualTo(version(plugin + ".version>", parent)));
  }

  private static String dependency(String artifact, String version) {
    return "<artifactId>%s</artifactId> <version>%s</version>".formatted(artifact, version);
  }

  private static String version(String after, String pom) {
    Matcher version = Pattern.compile(Pattern.quote(after) + "([^<]+)<").matcher(pom);
    assertThat(version.find()).as(after).isTrue();
    return version.group(1);
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
