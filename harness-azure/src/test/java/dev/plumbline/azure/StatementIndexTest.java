package dev.plumbline.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * {@code statements.txt}, the list of what the documents state: every statement is a test, and
 * every test of a class of statements is in the list.
 */
class StatementIndexTest {

  private static final String PACKAGE = "dev.plumbline.azure.";
  private static final Map<String, List<String>> INDEX = index();

  @Test
  void every_statement_is_a_test() {
    List<String> missing = new ArrayList<>();
    INDEX.values().stream()
        .flatMap(List::stream)
        .filter(statement -> !tests(statement.substring(0, at(statement))).contains(statement))
        .forEach(missing::add);
    assertThat(missing).isEmpty();
    assertThat(INDEX.values().iterator().next()).hasSize(26);
  }

  @Test
  void no_statement_stands_there_twice() {
    assertThat(INDEX.values().stream().flatMap(List::stream)).doesNotHaveDuplicates();
  }

  @Test
  void every_test_of_a_class_of_statements_is_in_the_list() {
    Set<String> listed = new TreeSet<>();
    Set<String> there = new TreeSet<>();
    INDEX.values().stream()
        .flatMap(List::stream)
        .filter(statement -> statement.substring(0, at(statement)).endsWith("StatementsTest"))
        .forEach(
            statement -> {
              listed.add(statement);
              there.addAll(tests(statement.substring(0, at(statement))));
            });
    assertThat(listed).containsExactlyElementsOf(there);
  }

  private static int at(String statement) {
    return statement.indexOf('#');
  }

  /** Returns the tests of a class as the list writes them. */
  private static Set<String> tests(String name) {
    Set<String> tests = new TreeSet<>();
    try {
      for (Method method : Class.forName(PACKAGE + name).getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)
            || method.isAnnotationPresent(ParameterizedTest.class)) {
          tests.add(name + "#" + method.getName());
        }
      }
    } catch (ClassNotFoundException e) {
      return tests;
    }
    return tests;
  }

  private static Map<String, List<String>> index() {
    Map<String, List<String>> index = new LinkedHashMap<>();
    List<String> group = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("[")) {
        group = index.computeIfAbsent(line, l -> new ArrayList<>());
      } else if (!line.isBlank() && !line.startsWith("#")) {
        group.add(line.strip());
      }
    }
    return index;
  }

  private static List<String> lines() {
    try (InputStream text = StatementIndexTest.class.getResourceAsStream("statements.txt")) {
      String all = new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.asList(all.split("\n"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
