package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import dev.plumbline.junit.NetworkTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** A class that implements a contract needs nothing else. */
class ContractWithoutAnnotationTest {

  private static final String SETTING = "plumbline.environment";

  @TempDir Path folder;
  private ContractRun run;

  @BeforeEach
  void has_an_environment() {
    run = new ContractRun(folder, "internal.yaml").vantage("internet", "ns.contoso.net:53");
  }

  @Test
  void takes_the_only_environment_on_the_class_path() {
    Outcome outcome = run.run(ContosoTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(9);
  }

  @Test
  void is_an_error_where_there_are_several() {
    run.write("contoso");
    run.write("fabrikam");

    assertThat(run.onClassPath(ContosoTestCases.class).failure())
        .contains("none is named, and there are several: contoso, fabrikam")
        .contains("write @NetworkTest(\"name\"), or set plumbline.environment");
  }

  @Test
  void takes_the_environment_that_an_annotation_names() {
    run.write("contoso");
    new ContractRun(folder, "empty.yaml").write("fabrikam");

    assertThat(run.onClassPath(NamedTestCases.class).passed()).hasSize(9);
  }

  @Test
  @ResourceLock(Resources.SYSTEM_PROPERTIES)
  void takes_the_environment_that_the_setting_names() {
    run.write("contoso");
    new ContractRun(folder, "empty.yaml").write("fabrikam");
    String outer = System.getProperty(SETTING);
    System.setProperty(SETTING, "contoso");
    try {
      assertThat(run.onClassPath(ContosoTestCases.class).passed()).hasSize(9);
      System.setProperty(SETTING, "fabrikam");
      assertThat(run.onClassPath(ContosoTestCases.class).failure())
          .startsWith("topology empty has no API Management service");
    } finally {
      if (outer == null) {
        System.clearProperty(SETTING);
      } else {
        System.setProperty(SETTING, outer);
      }
    }
  }

  @Test
  void runs_several_contracts_in_one_class() {
    Outcome outcome = run.run(SeveralTestCases.class);

    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).hasSize(20);
  }

  static class ContosoTestCases implements ApiManagementSecurityRulesContract {}

  static class SeveralTestCases
      implements ApiManagementSecurityRulesContract, NetworkStatusContract {}

  @NetworkTest("contoso")
  static class NamedTestCases implements ApiManagementSecurityRulesContract {}
}
