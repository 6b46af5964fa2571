package dev.plumbline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafCase.Polarity;
import dev.plumbline.waf.WafPack;
import dev.plumbline.waf.ftw.FtwTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class WafSourcesTest {

  @Test
  void gives_each_case_with_a_name_that_says_what_it_is() {
    EngineExecutionResults run = run(RuleTestCases.class);
    long attacks = WafPack.of(942200).attacks().size();
    long portal = WafPack.portal().cases().size();
    run.testEvents().assertStatistics(s -> s.succeeded(attacks + portal).failed(0));
    List<String> names =
        run.testEvents().started().map(e -> e.getTestDescriptor().getDisplayName()).toList();
    assertThat(names).anyMatch(name -> name.contains("942200-attack-1 a list of quoted texts"));
    assertThat(names).anyMatch(name -> name.contains("portal-1 "));
  }

  @Test
  void no_case_is_an_error_that_says_what_there_is() {
    assertThat(failures(UnknownRuleTestCases.class)).contains("942201", "did you mean");
    assertThat(failures(NothingNamedTestCases.class)).contains("neither a rule nor a pack");
    assertThat(failures(NonePolarityTestCases.class)).contains("BENIGN", "ATTACK");
    assertThat(failures(GoneFileTestCases.class))
        .contains("\"gone.yaml\" is neither in the working directory", "class path");
    assertThat(failures(BrokenTitleTestCases.class)).contains("`include` \"[\"", "Unclosed");
  }

  @Test
  void rule_set_tests_may_be_on_the_class_path() {
    run(ClassPathTestCases.class).testEvents().assertStatistics(s -> s.succeeded(2).failed(0));
  }

  @Test
  void tests_that_are_left_out_are_told_and_may_be_forbidden() {
    EngineExecutionResults run = run(LeftOutTestCases.class);
    run.testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
    assertThat(run.allEvents().reportingEntryPublished().count()).isEqualTo(1);
    for (String forbidding : List.of("forbidden", "ground")) {
      EngineExecutionResults forbidden = run(LeftOutTestCases.class, forbidding);
      forbidden.testEvents().assertStatistics(s -> s.started(0));
      assertThat(failures(forbidden)).contains("942200-2", "needs a limit");
    }
  }

  private static String failures(Class<?> cases) {
    return failures(run(cases));
  }

  private static String failures(EngineExecutionResults run) {
    StringBuilder text = new StringBuilder();
    run.containerEvents().failed().stream()
        .forEach(
            event ->
                event
                    .getPayload(org.junit.platform.engine.TestExecutionResult.class)
                    .flatMap(org.junit.platform.engine.TestExecutionResult::getThrowable)
                    .ifPresent(
                        thrown -> {
                          for (Throwable one = thrown; one != null; one = one.getCause()) {
                            text.append(one.getMessage()).append('\n');
                          }
                        }));
    return text.toString();
  }

  private static EngineExecutionResults run(Class<?> cases) {
    return run(cases, "allowed");
  }

  private static EngineExecutionResults run(Class<?> cases, String skips) {
    return Kit.withSkips(
        skips,
        () ->
            EngineTestKit.engine("junit-jupiter")
                .enableImplicitConfigurationParameters(false)
                .selectors(selectClass(cases))
                .execute());
  }

  static class RuleTestCases {
    @ParameterizedTest
    @WafCases(rule = 942200, polarity = Polarity.ATTACK)
    void attack(WafCase waf) {
      assertThat(waf.rule()).isEqualTo(942200);
    }

    @ParameterizedTest
    @WafCases(pack = "portal")
    void portal(WafCase waf) {
      assertThat(waf.rule()).isZero();
    }
  }

  static class UnknownRuleTestCases {
    @ParameterizedTest
    @WafCases(rule = 942201)
    void never(WafCase waf) {}
  }

  static class NothingNamedTestCases {
    @ParameterizedTest
    @WafCases
    void never(WafCase waf) {}
  }

  static class NonePolarityTestCases {
    @ParameterizedTest
    @WafCases(rule = 942200, polarity = Polarity.BENIGN)
    void never(WafCase waf) {}
  }

  static class ClassPathTestCases {
    @ParameterizedTest
    @FtwCases("dev/plumbline/waf/ftw/sources.yaml")
    void told(FtwTest test) {
      assertThat(test.rule()).isEqualTo(942200);
    }
  }

  static class LeftOutTestCases {
    @ParameterizedTest
    @FtwCases(
        value = "dev/plumbline/waf/ftw/sources.yaml",
        overrides = "dev/plumbline/waf/ftw/sources-overrides.yaml")
    void told(FtwTest test) {
      assertThat(test.title()).isEqualTo("942200-1");
    }
  }

  static class BrokenTitleTestCases {
    @ParameterizedTest
    @FtwCases(value = "dev/plumbline/waf/ftw/sources.yaml", include = "[")
    void never(FtwTest test) {}
  }

  static class GoneFileTestCases {
    @ParameterizedTest
    @FtwCases("gone.yaml")
    void never(FtwTest test) {}
  }
}
