package dev.plumbline.junit;

import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafPack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Finds the cases of {@link WafCases}. */
final class WafCasesProvider implements ArgumentsProvider, AnnotationConsumer<WafCases> {

  private @Nullable WafCases wanted;

  @Override
  public void accept(WafCases annotation) {
    wanted = annotation;
  }

  @Override
  public Stream<? extends Arguments> provideArguments(
      ParameterDeclarations parameters, ExtensionContext context) {
    WafCases annotation = wanted;
    if (annotation == null) {
      throw new IllegalStateException("JUnit has not handed over @WafCases");
    }
    return cases(annotation).stream()
        .map(one -> Arguments.argumentSet(one.toString().replace('\n', ' '), one));
  }

  private static List<WafCase> cases(WafCases wanted) {
    int[] rules =
        IntStream.concat(
                wanted.rule() == 0 ? IntStream.empty() : IntStream.of(wanted.rule()),
                Arrays.stream(wanted.rules()))
            .distinct()
            .toArray();
    if (rules.length == 0 && wanted.pack().isEmpty()) {
      throw new IllegalArgumentException(
          "@WafCases names neither a rule nor a pack, so nothing would be checked: write `rule ="
              + " 942200` or `pack = \"portal\"`; there are cases of the rules "
              + WafPack.rules());
    }
    List<WafCase> all = new ArrayList<>();
    for (int rule : rules) {
      all.addAll(WafPack.of(rule).cases());
    }
    if (wanted.pack().equals("portal")) {
      all.addAll(WafPack.portal().cases());
    } else if (!wanted.pack().isEmpty()) {
      throw new IllegalArgumentException(
          "@WafCases: there is no pack \"" + wanted.pack() + "\"; `pack` may be \"portal\"");
    }
    List<WafCase.Polarity> kinds = List.of(wanted.polarity());
    List<WafCase> some =
        all.stream().filter(one -> kinds.isEmpty() || kinds.contains(one.polarity())).toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException(
          "@WafCases: none of the "
              + all.size()
              + " cases is of `polarity` "
              + kinds
              + ", so nothing would be checked; there are "
              + all.stream().map(WafCase::polarity).distinct().toList());
    }
    return some;
  }
}
