package dev.plumbline.azure.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.contract.ContractRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was left out of a network that is read from files, seen by who runs a suite on it. */
class NotesInReportTest {

  private static final String NOTE = "1 × Microsoft.Insights/components left out";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"report.html", "report.json", "summary.md"})
  void what_was_left_out_stands_in_the_report_of_the_run(String file) throws IOException {
    Outcome outcome =
        deployed()
            .with(
                "\"additionalLocations\": null\n  }",
                "\"additionalLocations\": null\n  },\n"
                    + "  {\"id\": \"/subscriptions/11111111-1111-1111-1111-111111111111"
                    + "/resourceGroups/apis/providers/Microsoft.Insights/components/insights\","
                    + " \"name\": \"insights\", \"type\": \"Microsoft.Insights/components\"}")
            .run(ContosoTestCases.class);

    assertThat(outcome.passed()).isNotEmpty();
    assertThat(report(file)).contains(NOTE);
  }

  @Test
  void nothing_is_said_where_nothing_was_left_out() throws IOException {
    deployed().run(ContosoTestCases.class);

    assertThat(report("report.json")).contains("\"notes\"").doesNotContain(NOTE);
    assertThat(report("report.html")).doesNotContain("on the network:");
    assertThat(report("summary.md")).doesNotContain("Notes on the network");
  }

  private ContractRun deployed() {
    return new ContractRun(folder, "deployed.json").vantage("internet", "ns.contoso.net:53");
  }

  private String report(String file) throws IOException {
    return Files.readString(folder.resolve("report").resolve(file));
  }

  static class ContosoTestCases implements ApiManagementSecurityRulesContract {}
}
