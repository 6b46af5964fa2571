package dev.plumbline.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The day of a network engineer: the network of contoso is live, and what it does is recorded. The
 * smoke suite is green, from the internet and, through a jump host, from the workload subnet. Then
 * somebody opens the management endpoint to the internet, by one rule. The suite and the baseline
 * say exactly that; when the rule is taken back, both are green again.
 *
 * <p>Needs root and the commands {@code unshare}, {@code ip}, {@code nft}, {@code named}, {@code
 * nginx}, {@code sshd} and {@code ssh-keygen}; skipped elsewhere.
 */
class AfterTheChangeTest {

  @TempDir static Path directory;
  private static List<Result> results = List.of();

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Requirements.command("sshd");
    Requirements.command("ssh-keygen");
    results = IsolatedNamespace.run(AfterTheChangeStage.class, directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "restored"})
  void suite_and_baseline_are_green_before_the_change_and_when_it_is_taken_back(String when) {
    assertThat(of("smoke " + when))
        .hasSizeGreaterThan(30)
        .allSatisfy(result -> assertThat(result.status()).isEqualTo("SUCCESSFUL"));
    assertThat(of("baseline " + when))
        .hasSize(1)
        .allSatisfy(result -> assertThat(result.status()).isEqualTo("SUCCESSFUL"));
  }

  @Test
  void the_suite_says_exactly_what_has_changed() {
    List<Result> failed =
        of("smoke changed").stream().filter(r -> !r.status().equals("SUCCESSFUL")).toList();

    assertThat(of("smoke changed")).hasSameSizeAs(of("smoke before"));
    assertThat(failed)
        .extracting(Result::test)
        .containsExactly("management_is_closed_to_the_internet(Vantage)");
    assertThat(said(failed.get(0)))
        .matches(
            """
            java\\.lang\\.AssertionError: \\[#\\d+ connect apim-management at 203\\.0\\.113\\.20:3443 from internet]
            Expected:  dropped
            but was:   open""");
  }

  @Test
  void the_baseline_says_exactly_what_has_changed() {
    List<Result> changed = of("baseline changed");

    assertThat(changed).hasSize(1);
    assertThat(
            said(changed.get(0))
                .replaceAll("\\[#\\d+]", "[#n]")
                .replaceAll("of \\d+ facts", "of n facts"))
        .isEqualTo(
            """
            java.lang.AssertionError: [baseline live-contoso of contoso-servers]
            Expected:  as recorded in %s
            but:       1 changed, of n facts
            ~ apim-management, from internet: connect
                recorded  dropped
                now       open  [#n]
            If all of this is meant: run with -Dplumbline.baseline=update, then review and commit the file"""
                .formatted(directory.resolve("baselines/live-contoso.json")));
  }

  @Test
  void the_workload_subnet_was_looked_at_through_the_jump_host() throws IOException {
    assertThat(directory.resolve("sshd.log")).content().contains("Accepted publickey for daemon");
    String report = Files.readString(directory.resolve("report-changed/report.json"));
    assertThat(report).contains("\"vantage\" : \"workload-subnet\"", "\"vantage\" : \"internet\"");
  }

  private static List<Result> of(String pass) {
    return results.stream().filter(result -> result.pass().equals(pass)).toList();
  }

  /** Returns what a failure says, without where it was thrown. */
  private static String said(Result result) {
    return result
        .message()
        .lines()
        .takeWhile(line -> !line.startsWith("\tat "))
        .collect(Collectors.joining("\n"));
  }
}
