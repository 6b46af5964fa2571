package dev.plumbline.examples.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.servers.IsolatedNamespace;
import dev.plumbline.servers.Result;
import dev.plumbline.testing.ModSecurityServer;
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
 * say exactly that; when the rule is taken back, both are green again. So it goes, too, with the
 * firewall, which somebody lets only tell of attacks: nginx is given another line, and reloaded.
 *
 * <p>Needs root, the commands {@code unshare}, {@code ip}, {@code nft}, {@code named}, {@code
 * nginx}, {@code sshd} and {@code ssh-keygen}, ModSecurity and the OWASP rules; skipped elsewhere.
 */
class AfterTheChangeTest {

  @TempDir static Path directory;
  private static List<Result> results = List.of();

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    Requirements.command("sshd");
    Requirements.command("ssh-keygen");
    ModSecurityServer.requireInstalled();
    results = IsolatedNamespace.run(AfterTheChangeStage.class, directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"before", "without the rule", "firewall blocks again"})
  void suite_and_baseline_are_green_before_the_changes_and_when_they_are_taken_back(String when) {
    assertThat(of("smoke " + when)).hasSizeGreaterThan(30).allSatisfy(AfterTheChangeTest::passed);
    assertThat(of("baseline " + when)).hasSize(1).allSatisfy(AfterTheChangeTest::passed);
  }

  @Test
  void the_suite_says_that_the_management_endpoint_is_open() {
    List<Result> failed = failed("smoke with the rule");

    assertThat(failed)
        .extracting(Result::test)
        .containsExactly("management_is_closed_to_the_internet(Vantage)");
    assertThat(said(failed.get(0)))
        .isEqualTo(
            """
            java.lang.AssertionError: [#n connect apim-management at 203.0.113.20:3443 from internet]
            Expected:  dropped
            but was:   open""");
  }

  @Test
  void the_baseline_says_that_the_management_endpoint_is_open() {
    assertThat(failed("baseline with the rule"))
        .singleElement()
        .extracting(AfterTheChangeTest::said)
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
  void the_suite_says_from_both_vantages_that_the_firewall_only_tells() {
    String says =
        """
        java.lang.AssertionError: [#n attack 942100-attack-1 (rule 942100) to https://api.contoso.net/external/echo at 203.0.113.10:443 from %s]
        Expected:      blocked, and rule 942100 found
        but was:       only logged, rules found: 942100, 942130, 942180, 942330, 942370, 942390
        proof:         answered 200, which is not the answer to what is blocked (403)
                       ModSecurity audit log %s says: detected; rule 942100 in ARGS:q, rule 942130 in ARGS:q, rule 942180 in ARGS:q, rule 942330 in ARGS:q, rule 942370 in ARGS:q, rule 942390 in ARGS:q
        described as:  firewall Global/Global/ blocks from score 5 on, rule 942100 is on with score 5; a real engine found 920273 (5), 942100 (5), 942130 (5), 942180 (5), 942330 (5), 942370 (5), 942390 (5), 942432 (3), 942511 (5)
        Likely cause:  the firewall's mode is to log only: in the other mode it would have blocked the request""";
    Path log = directory.resolve("audit.log");

    assertThat(failed("smoke firewall only tells"))
        .extracting(Result::test, AfterTheChangeTest::said)
        .containsExactlyInAnyOrder(
            tuple(
                "an_attack_from_the_internet_is_blocked(Vantage)", says.formatted("internet", log)),
            tuple(
                "an_attack_from_inside_is_blocked_as_well(Vantage)",
                says.formatted("workload-subnet", log)));
  }

  @Test
  void the_baseline_says_that_the_firewall_only_tells() {
    assertThat(failed("baseline firewall only tells"))
        .singleElement()
        .extracting(AfterTheChangeTest::said)
        .isEqualTo(
            """
            java.lang.AssertionError: [baseline live-contoso of contoso-servers]
            Expected:  as recorded in %s
            but:       8 changed, of n facts
            ~ api, from internet, partner-subnet: waf 931130-attack-1
                recorded  blocked
                now       only logged  [#n, #n]
            ~ api, from internet, partner-subnet: waf 942100-attack-1
                recorded  blocked
                now       only logged  [#n, #n]
            ~ portal, from internet, partner-subnet: waf 931130-attack-1
                recorded  blocked
                now       only logged  [#n, #n]
            ~ portal, from internet, partner-subnet: waf 942100-attack-1
                recorded  blocked
                now       only logged  [#n, #n]
            If all of this is meant: run with -Dplumbline.baseline=update, then review and commit the file"""
                .formatted(directory.resolve("baselines/live-contoso.json")));
  }

  @Test
  void the_pages_for_a_pull_request_say_the_same() throws IOException {
    assertThat(page("with-the-rule"))
        .isEqualTo(
            """
            ## Baseline live-contoso: 1 changed, of n facts

            | from | of | fact | that is | recorded | now |
            |---|---|---|---|---|---|
            | internet | apim-management | connect | **changed** | dropped | open |
            """);
    assertThat(page("firewall-only-tells"))
        .isEqualTo(
            """
            ## Baseline live-contoso: 8 changed, of n facts

            | from | of | fact | that is | recorded | now |
            |---|---|---|---|---|---|
            | internet | api | waf 931130-attack-1 | **changed** | blocked | only logged |
            | internet | api | waf 942100-attack-1 | **changed** | blocked | only logged |
            | internet | portal | waf 931130-attack-1 | **changed** | blocked | only logged |
            | internet | portal | waf 942100-attack-1 | **changed** | blocked | only logged |
            | partner-subnet | api | waf 931130-attack-1 | **changed** | blocked | only logged |
            | partner-subnet | api | waf 942100-attack-1 | **changed** | blocked | only logged |
            | partner-subnet | portal | waf 931130-attack-1 | **changed** | blocked | only logged |
            | partner-subnet | portal | waf 942100-attack-1 | **changed** | blocked | only logged |
            """);
  }

  @Test
  void the_baseline_holds_what_the_firewall_blocks_and_what_it_spares() throws IOException {
    assertThat(Files.readAllLines(directory.resolve("baselines/live-contoso.json")))
        .filteredOn(line -> line.contains("\"waf "))
        .extracting(line -> line.strip().replace(",", ""))
        .hasSize(12)
        .containsOnly(
            "\"waf 931130-attack-1\": \"blocked\"",
            "\"waf 942100-attack-1\": \"blocked\"",
            "\"waf portal-1\": \"passed\"");
    assertThat(directory.resolve("nginx.log"))
        .content()
        .contains("ModSecurity: Access denied with code 403");
  }

  @Test
  void every_change_was_made() {
    assertThat(of("change")).hasSize(4).allSatisfy(AfterTheChangeTest::passed);
  }

  @Test
  void the_workload_subnet_was_looked_at_through_the_jump_host() throws IOException {
    assertThat(directory.resolve("sshd.log")).content().contains("Accepted publickey for daemon");
    String report = Files.readString(directory.resolve("report-with-the-rule/report.json"));
    assertThat(report).contains("\"vantage\" : \"workload-subnet\"", "\"vantage\" : \"internet\"");
  }

  private static List<Result> of(String pass) {
    return results.stream().filter(result -> result.pass().equals(pass)).toList();
  }

  /** Returns what was not successful among as many tests as there were before the changes. */
  private static List<Result> failed(String pass) {
    assertThat(of(pass)).hasSameSizeAs(of(pass.split(" ")[0] + " before"));
    return of(pass).stream().filter(result -> !result.status().equals("SUCCESSFUL")).toList();
  }

  private static String page(String when) throws IOException {
    return withoutNumbers(
        Files.readString(directory.resolve("report-" + when + "/baseline-live-contoso.md")));
  }

  private static void passed(Result result) {
    assertThat(result.status()).as("%s", result.message()).isEqualTo("SUCCESSFUL");
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("#\\d+", "#n").replaceAll("of \\d+ facts", "of n facts");
  }

  /** Returns what a failure says, without where it was thrown and the numbers of observations. */
  private static String said(Result result) {
    return result
        .message()
        .lines()
        .takeWhile(line -> !line.startsWith("\tat "))
        .collect(Collectors.joining("\n"))
        .transform(AfterTheChangeTest::withoutNumbers);
  }
}
