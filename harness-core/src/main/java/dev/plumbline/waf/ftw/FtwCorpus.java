package dev.plumbline.waf.ftw;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tests of rules, in the order of their files' names and of their place in them.
 *
 * @param from the file or folder that they are read from
 * @param tests the tests, also those that are not to be run; one at least
 */
public record FtwCorpus(String from, List<FtwTest> tests) {

  /** Copies the list. */
  public FtwCorpus {
    tests = List.copyOf(tests);
  }

  /**
   * Reads a file, or all files below a folder whose names end in {@code .yaml} or {@code .yml}.
   *
   * @throws DescriptorException when one of them is not in the format: its message lists all
   *     problems of all files, each with its line
   * @throws IllegalArgumentException when there is no such file or folder, or no test in it: then
   *     nothing would be checked
   * @throws UncheckedIOException when a file cannot be read
   */
  public static FtwCorpus read(Path path) {
    List<Path> files = files(path);
    List<FtwTest> tests = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    int broken = 0;
    for (Path file : files) {
      try {
        tests.addAll(FtwReader.read(Source.of(file)));
      } catch (DescriptorException e) {
        problems.addAll(e.problems());
        broken++;
        if (files.size() == 1) {
          throw e;
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new DescriptorException(
          path + ": " + broken + " of " + files.size() + " files of rule-set tests are not valid",
          problems);
    }
    if (tests.isEmpty()) {
      throw new IllegalArgumentException(path + " holds no test, so nothing would be checked");
    }
    return new FtwCorpus(path.toString(), tests);
  }

  /** Returns the tests that are to be run. */
  public List<FtwTest> enabled() {
    return tests.stream().filter(FtwTest::enabled).toList();
  }

  /** Returns the tests that are not to be run, each with its reason, to be reported. */
  public List<FtwTest> skipped() {
    return tests.stream().filter(test -> !test.enabled()).toList();
  }

  /**
   * Returns the tests of some rules.
   *
   * @throws IllegalArgumentException when there is none of one of them
   */
  public FtwCorpus ofRules(int... rules) {
    List<FtwTest> some = new ArrayList<>();
    for (int rule : rules) {
      List<FtwTest> own = tests.stream().filter(test -> test.rule() == rule).toList();
      if (own.isEmpty()) {
        throw new IllegalArgumentException(
            from
                + " has no test of rule "
                + rule
                + "; it has tests of "
                + tests.stream().map(FtwTest::rule).distinct().sorted().toList());
      }
      some.addAll(own);
    }
    return new FtwCorpus(from, some);
  }

  /**
   * Returns the tests that are wanted.
   *
   * @throws IllegalArgumentException when there is none
   */
  public FtwCorpus filtered(Predicate<FtwTest> wanted) {
    List<FtwTest> some = tests.stream().filter(wanted).toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "none of the " + tests.size() + " tests of " + from + " is wanted");
    }
    return new FtwCorpus(from, some);
  }

  /**
   * Returns the tests as they are to be run on one platform.
   *
   * @throws DescriptorException when an override is for a test or a stage that is not there
   */
  public FtwCorpus with(FtwOverrides overrides) {
    return new FtwCorpus(from, overrides.applied(tests, from));
  }

  private static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      if (!Files.isRegularFile(path)) {
        throw new IllegalArgumentException(
            path.toAbsolutePath() + " is neither a file nor a folder of rule-set tests");
      }
      return List.of(path);
    }
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> files =
          walk.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.ya?ml"))
              .sorted()
              .toList();
      if (files.isEmpty()) {
        throw new IllegalArgumentException(
            path.toAbsolutePath()
                + " holds no file whose name ends in .yaml or .yml, so nothing would be checked");
      }
      return files;
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException(path + " is gone: " + e, e);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read: " + e, e);
    }
  }
}
