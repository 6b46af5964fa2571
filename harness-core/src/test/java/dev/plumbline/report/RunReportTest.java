package dev.plumbline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunReportTest {

  @TempDir Path directory;

  static Stream<RunReport> runs() {
    return Stream.of(
        SampleRun.complete(),
        SampleRun.hostile(),
        SampleRun.withSecrets(),
        SampleRun.awaited(),
        SampleRun.watched(),
        new RunReport(new Journal()));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void writes_json_that_keeps_to_its_schema(RunReport run) throws IOException {
    run.write(directory);

    assertThat(schema().validate(read("report.json"), InputFormat.JSON)).isEmpty();
  }

  @Test
  void shows_that_the_schema_refuses_another_document() {
    assertThat(schema().validate("{\"format\": 2}", InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void shows_everything_that_is_known_of_an_observation() throws IOException {
    SampleRun.complete().write(directory);

    assertThat(read("report.html"))
        .contains("<details class=\"observation failed\" id=\"o2\" open>")
        .contains("2 failed, 1 inconclusive, 1 skipped, 3 passed")
        .contains("contosointernalvnet.privatelink.azure-api.net")
        .contains("the private zone azure-api.net has no virtual network link to appgwvnet")
        .contains("rule 4096 deny-internet of nsg-apim")
        .contains("TLS_AES_128_GCM_SHA256")
        .contains("CN=api.contoso.net")
        .contains("status 404 is not in 200-399")
        .contains("<td class=\"bad\"><a href=\"#o15\">open, not dropped ✗</a></td>")
        .contains("<td class=\"inconclusive\"><a href=\"#o16\">no route ?</a></td>")
        .contains("only for live, but environment contoso is simulated");
  }

  @Test
  void shows_by_which_way_a_vantage_looks_without_its_credentials() throws IOException {
    SampleRun.complete().write(directory);

    String page = read("report.html").replaceAll(">\\s+<", "><");
    assertThat(page)
        .contains("<th scope=\"col\">way out</th>")
        .contains(
            "<th scope=\"row\">branch</th><td>–</td><td>–</td><td>ssh://[redacted]@10.9.0.4</td>")
        .contains("<th scope=\"row\">partner</th><td>–</td><td>–</td><td>http://10.9.0.5:3128</td>")
        .contains("<th scope=\"row\">internet</th><td>internet</td><td>–</td><td>–</td>");
    assertThat(page + read("report.json")).doesNotContain("hunter22").doesNotContain("ursula");
  }

  @Test
  void shows_what_was_taken_for_granted_of_the_network() throws IOException {
    SampleRun.complete().write(directory);

    String note = "network.json:3:5 $.x: the subnet is 10.1.0.0/24";
    assertThat(read("report.html")).contains("<summary>1 note on the network").contains(note);
    assertThat(read("report.json")).contains(note);
    assertThat(read("summary.md"))
        .contains("## Notes on the network of contoso")
        .contains("the subnet is 10.1.0.0/24");
  }

  @Test
  void tells_on_which_attempt_something_came_and_what_was_seen_before() throws IOException {
    SampleRun.awaited().write(directory);

    assertThat(read("report.html"))
        .contains("<details class=\"observation not-yet\" id=\"o1\">")
        .contains("not yet, attempt 1")
        .contains("<details class=\"observation passed\" id=\"o2\">")
        .contains("<details class=\"observation failed\" id=\"o4\" open>")
        .contains("waited: passed on attempt 2 after 10 s · 2 observations")
        .contains("<strong>Waited: </strong>passed on attempt 2 after 10 s")
        .contains("(within 5 min, every 10 s)")
        .contains(
            "<a href=\"#o1\">#1</a> api.contoso.net A from workload-subnet: <b>10.1.0.9, CNAME api.contoso.net</b>")
        .contains("<strong>Waited: </strong>failed after 2 attempts in 10 s");
    assertThat(read("summary.md"))
        .contains(
            """
            ## Waited for

            | test | what came | asked |
            |---|---|---|
            | the\\_name\\_moves\\(\\) | passed on attempt 2 after 10 s | within 5 min, every 10 s |
            | the\\_name\\_never\\_moves\\(\\) | failed after 2 attempts in 10 s | within 15 s, every 10 s |
            """);
    assertThat(read("report.json"))
        .contains("\"verdict\" : \"not-yet\"")
        .contains("\"says\" : \"passed on attempt 2 after 10 s\"");
  }

  @Test
  void shows_a_time_line_of_each_place_that_was_watched() throws IOException {
    SampleRun.watched().write(directory);

    assertThat(read("report.html"))
        .contains("<strong>Watched </strong>for 1 min 40 s, every 1 s")
        .contains("<p class=\"quiet\">no time has passed: it stands still</p>")
        .contains("<span class=\"place\">api.contoso.net A from workload-subnet</span>")
        .contains("<span class=\"bar down\" style=\"left:10.00%;width:25.00%\">")
        .contains("<span class=\"bar unseen\" style=\"left:90.00%;width:10.00%\">")
        .contains("aria-label=\"80 of 90 looks as expected\"")
        .contains(
            "api.contoso.net A from workload-subnet: <a href=\"#o1\">down from 10 s to 35 s (25 s at most, 10 looks), #1: 10.1.0.9</a>")
        .contains("<li class=\"quiet\">3 shorter ones</li>")
        .contains(
            "<li>nothing from internet: up to 9 s between looks that were as expected, in which"
                + " nobody looked</li>")
        .contains("<li>nothing from internet: no look was begun during the change</li>")
        .doesNotContain("workload-subnet: up to")
        .contains("<details class=\"observation gap\" id=\"o1\">")
        .contains("a gap of a watch")
        .contains("<details class=\"observation failed\" id=\"o2\" open>");
    assertThat(read("summary.md"))
        .contains(
            """
            ## Watched

            | place | watched | as expected | gaps |
            |---|---|---|---|
            | api.contoso.net A from workload-subnet | for 1 min 40 s, every 1 s | 80 of 90 looks as expected | down from 10 s to 35 s \\(25 s at most, 10 looks\\), \\#1: 10.1.0.9; not seen from 1 min 30 s to 1 min 40 s, when the watch ended \\(10 s or more\\): the watcher came late; and 3 more |
            | nothing from internet | for 1 min 40 s, every 1 s | 2 of 2 looks as expected | none; up to 9 s between looks that were as expected, in which nobody looked; no look was begun during the change |
            """);
    assertThat(read("report.json"))
        .contains("\"verdict\" : \"gap\"")
        .contains("\"kind\" : \"unseen\"");
  }

  @Test
  void puts_what_went_wrong_before_the_tests() throws IOException {
    SampleRun.complete().write(directory);

    String page = read("report.html");
    assertThat(page.indexOf("id=\"attention\""))
        .isPositive()
        .isLessThan(page.indexOf("id=\"tests\""));
    String attention =
        page.substring(page.indexOf("id=\"attention\""), page.indexOf("id=\"tables\""));
    assertThat(attention)
        .containsSubsequence("state failed", "state inconclusive", "state skipped")
        .doesNotContain("state passed");
    assertThat(attention).contains("1 observation of which nothing was asserted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.html", "summary.md"})
  void lets_nothing_from_the_network_be_markup(String file) throws IOException {
    SampleRun.hostile().write(directory);

    String page = read(file);
    int ownScript = file.equals("report.html") ? 1 : 0;
    // What a code block of Markdown shows is text; outside of one, the sign that opens a tag is
    // escaped.
    String outsideCode = file.equals("summary.md") ? page.replaceAll("(?m)^ {6}.*$", "") : page;
    assertThat(outsideCode.split("<script", -1)).hasSize(1 + ownScript);
    assertThat(outsideCode)
        .doesNotContain("<img")
        .doesNotContain("<svg")
        .doesNotContain("X-<b>")
        .doesNotContain("\" onmouseover")
        .doesNotContain("\u202E");
  }

  @Test
  void needs_nothing_but_itself() throws IOException {
    SampleRun.complete().write(directory);

    String page = read("report.html");
    assertThat(page)
        .doesNotContainPattern("(src|href)=\"(https?:)?//")
        .doesNotContain("@import")
        .doesNotContain("url(")
        .doesNotContain("<link");
    assertThat(page).contains("default-src &#39;none&#39;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.json", "report.html", "summary.md"})
  void shows_no_secret(String file) throws IOException {
    SampleRun.withSecrets().write(directory);

    assertThat(read(file)).doesNotContain("S3cr3tV4lue").contains(Redaction.MARK.substring(1, 9));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.json", "report.html", "summary.md"})
  void shows_no_header_that_is_a_secret_by_its_name(String file) throws IOException {
    SampleRun.complete().write(directory);

    assertThat(read(file)).doesNotContain("S3cr3tV4lue");
  }

  @Test
  void shows_what_is_not_as_a_baseline_has_it_side_by_side() throws IOException {
    SampleRun.complete().write(directory);

    assertThat(read("report.html"))
        .contains("<h3>Baseline contoso: 1 changed, 1 not seen, of 7 facts</h3>")
        .contains("<th scope=\"col\">from</th><th scope=\"col\">of</th>")
        .contains(
            "<th scope=\"row\">internet</th><td class=\"plain\">api</td><td class=\"plain\">A</td>"
                + "<td class=\"bad\"><a href=\"#o1\">changed ✗</a></td>"
                + "<td class=\"plain\">203.0.113.10</td><td class=\"plain\">203.0.113.11</td>");
    String markdown =
        """
        ## Baseline contoso: 1 changed, 1 not seen, of 7 facts

        | from | of | fact | that is | recorded | now |
        |---|---|---|---|---|---|
        | internet | api | A | **changed** | 203.0.113.10 | 203.0.113.11 |
        | internet | portal 203.0.113.11 | A | **not seen** (inconclusive) | 203.0.113.10 | \\(resolver unreachable\\) |
        """;
    assertThat(read("baseline-contoso.md")).isEqualTo(markdown);
    assertThat(read("summary.md")).contains(markdown);
    assertThat(read("baseline-contoso.json")).isEqualTo("{}\n");
    assertThat(read("report.json")).contains("\"baseline\" : \"contoso\"");
  }

  @Test
  void keeps_what_a_baseline_was_compared_with_among_the_earlier_runs() throws IOException {
    SampleRun.complete().write(directory);
    new RunReport(new Journal()).write(directory);

    assertThat(directory.resolve("baseline-contoso.md")).doesNotExist();
    assertThat(directory.resolve("baseline-contoso.json")).doesNotExist();
    assertThat(directory.resolve("earlier/0001/baseline-contoso.md")).exists();
    assertThat(directory.resolve("earlier/0001/baseline-contoso.json")).exists();
  }

  @Test
  void no_name_of_a_baseline_leads_out_of_the_folder() throws IOException {
    SampleRun.hostile().write(directory);
    SampleRun.withSecrets().write(directory);

    assertThat(directory.resolve("earlier/0001/baseline--img-src-x-.md")).exists();
    assertThat(directory.resolve("baseline--redacted-.md")).exists();
  }

  @Test
  void keeps_the_report_of_an_earlier_run_and_names_it() throws IOException {
    SampleRun.complete().write(directory);
    new RunReport(new Journal()).write(directory);
    Path page = new RunReport(new Journal()).write(directory);

    assertThat(page).isEqualTo(directory.resolve("report.html"));
    assertThat(directory.resolve("earlier/0001/report.html"))
        .content()
        .contains("2 failed, 1 inconclusive");
    assertThat(directory.resolve("earlier/0002/report.json")).exists();
    assertThat(read("report.html"))
        .contains("href=\"earlier/0001/report.html\"")
        .contains("7 tests, 3 passed");
    assertThat(read("summary.md"))
        .contains("7 tests, 3 passed, 2 failed, 1 inconclusive, 1 skipped (earlier/0001)");
  }

  @Test
  void loses_no_report_of_runs_that_end_together() throws InterruptedException {
    List<Thread> runs = Stream.generate(() -> new Thread(this::write)).limit(8).toList();
    runs.forEach(Thread::start);
    for (Thread run : runs) {
      run.join();
    }

    assertThat(directory.resolve("earlier")).isDirectoryContaining("glob:**/0007");
    assertThat(directory.resolve("report.json")).exists();
  }

  private void write() {
    try {
      SampleRun.complete().write(directory);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void says_that_a_run_without_a_test_proves_nothing() throws IOException {
    new RunReport(new Journal()).write(directory);

    assertThat(read("report.html")).contains("No test ran: this run proves nothing.");
    assertThat(read("summary.md")).contains("No test ran: this run proves nothing.");
  }

  @Test
  void does_not_write_over_a_file_that_is_no_report() throws IOException {
    Files.writeString(directory.resolve("report.json"), "precious");

    assertThatThrownBy(() -> SampleRun.complete().write(directory))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("plumbline.report.dir");
    assertThat(directory.resolve("earlier/0001/report.json")).content().isEqualTo("precious");
  }

  private String read(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private static Schema schema() {
    try (InputStream in = RunReport.class.getResourceAsStream("report.schema.json")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
