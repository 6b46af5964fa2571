package dev.plumbline.junit;

import dev.plumbline.waf.ftw.FtwCorpus;
import dev.plumbline.waf.ftw.FtwOverrides;
import dev.plumbline.waf.ftw.FtwTest;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Finds the tests of {@link FtwCases}. */
final class FtwCasesProvider implements ArgumentsProvider, AnnotationConsumer<FtwCases> {

  private @Nullable FtwCases wanted;

  @Override
  public void accept(FtwCases annotation) {
    wanted = annotation;
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    FtwCases annotation = wanted;
    if (annotation == null) {
      throw new IllegalStateException("JUnit has not handed over @FtwCases");
    }
    FtwCorpus corpus = corpus(annotation, context);
    Map<String, String> skipped = new TreeMap<>();
    corpus
        .skipped()
        .forEach(test -> skipped.put("left out: " + test.title(), String.valueOf(test.skipped())));
    if (!skipped.isEmpty()) {
      Settings.Skips allowed = Settings.skips(context);
      if (allowed != Settings.Skips.ALLOWED) {
        throw new SkipForbiddenError(String.valueOf(skipped), allowed);
      }
      context.publishReportEntry(skipped);
    }
    if (corpus.enabled().isEmpty()) {
      throw new IllegalArgumentException(
          "@FtwCases(\""
              + annotation.value()
              + "\"): every test of it is left out, so nothing would be checked: "
              + skipped);
    }
    return corpus.enabled().stream()
        .map(test -> Arguments.argumentSet(test.toString().replace('\n', ' '), test));
  }

  /** Returns a path from the working directory, or else of the test's class path. */
  private static Path found(String path, ExtensionContext context) {
    Path file = Path.of(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("@FtwCases: name a file or folder of rule-set tests");
    }
    if (Files.exists(file)) {
      return file;
    }
    URL resource = context.getRequiredTestClass().getClassLoader().getResource(path);
    if (resource == null || !resource.getProtocol().equals("file")) {
      throw new IllegalArgumentException(
          "@FtwCases: \""
              + path
              + "\" is neither in the working directory "
              + Path.of("").toAbsolutePath()
              + " nor among the files of the class path");
    }
    try {
      return Path.of(resource.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("@FtwCases: " + resource + " is no file", e);
    }
  }

  private static FtwCorpus corpus(FtwCases wanted, ExtensionContext context) {
    FtwCorpus corpus = FtwCorpus.read(found(wanted.value(), context));
    if (!wanted.overrides().isEmpty()) {
      corpus = corpus.with(FtwOverrides.read(found(wanted.overrides(), context)));
    }
    if (wanted.rules().length > 0) {
      corpus = corpus.ofRules(wanted.rules());
    }
    if (wanted.include().isEmpty()) {
      return corpus;
    }
    Pattern title;
    try {
      title = Pattern.compile(wanted.include());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "@FtwCases: `include` \""
              + wanted.include()
              + "\" is no regular expression: "
              + e.getDescription(),
          e);
    }
    if (corpus.tests().stream().map(FtwTest::title).noneMatch(t -> title.matcher(t).find())) {
      throw new IllegalArgumentException(
          "@FtwCases(\""
              + wanted.value()
              + "\"): no title of its "
              + corpus.tests().size()
              + " tests holds `include` "
              + title
              + "; the first is "
              + corpus.tests().get(0).title());
    }
    return corpus.filtered(test -> title.matcher(test.title()).find());
  }
}
