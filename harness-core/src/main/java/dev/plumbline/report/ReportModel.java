package dev.plumbline.report;

import dev.plumbline.observation.Awaited;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The report of a run as data: what {@code report.json} holds, and what the page and the summary
 * are made from.
 *
 * <p>Times are ISO 8601 in UTC, durations milliseconds. The format is described by {@code
 * report.schema.json} beside this class.
 */
record ReportModel(
    int format,
    String startedAt,
    double tookMillis,
    RunModel run,
    @Nullable ShardModel shard,
    Totals totals,
    List<EnvironmentModel> environments,
    List<TestModel> tests,
    List<ObservationModel> outsideTests,
    List<TableModel> tables,
    List<AwaitedModel> awaited,
    List<WatchedModel> watched,
    List<String> problems,
    List<EarlierRun> earlierRuns,
    List<SourceModel> sources) {

  /** The version of the format. */
  static final int FORMAT = 1;

  ReportModel withEarlierRuns(List<EarlierRun> runs) {
    return new ReportModel(
        format,
        startedAt,
        tookMillis,
        run,
        shard,
        totals,
        environments,
        tests,
        outsideTests,
        tables,
        awaited,
        watched,
        problems,
        runs,
        sources);
  }

  /** What the reports of one run's jobs have in common. */
  record RunModel(
      @Nullable String version,
      @Nullable String commit,
      @Nullable String id,
      @Nullable String environment,
      @Nullable String ground) {}

  /** Which part of a run this is, and what is in it and in the others. */
  record ShardModel(int number, int count, String by, List<UnitModel> units) {
    String label() {
      return number + "/" + count;
    }
  }

  record UnitModel(String name, int shard, int tests, List<String> chosen) {}

  /**
   * A report that this one was merged from; {@code source} of a test is its number. Of the number
   * of an observation, what is left of the last six digits is that number, too.
   */
  record SourceModel(
      int number, String file, String shard, String startedAt, double tookMillis, Totals totals) {}

  /** Counts; {@code unasserted} are observations that a test asked for and then did not judge. */
  record Totals(
      int tests,
      int passed,
      int failed,
      int inconclusive,
      int skipped,
      int observations,
      int controls,
      int unasserted) {}

  record EnvironmentModel(
      String name,
      String ground,
      @Nullable String network,
      List<String> notes,
      List<VantageModel> vantages,
      List<EndpointModel> endpoints) {}

  record VantageModel(
      String name,
      @Nullable String segment,
      @Nullable String address,
      @Nullable String via,
      @Nullable String resolver,
      @Nullable String control) {}

  record EndpointModel(String name, String url) {}

  record TestModel(
      String id,
      List<String> path,
      String name,
      @Nullable String environment,
      String status,
      @Nullable String message,
      @Nullable String error,
      String startedAt,
      double tookMillis,
      List<ObservationModel> observations,
      @Nullable Integer source) {}

  record ObservationModel(
      int number,
      String kind,
      String lab,
      String vantage,
      String question,
      String outcome,
      boolean reached,
      String phase,
      String verdict,
      @Nullable Integer attempt,
      boolean control,
      String startedAt,
      double tookMillis,
      List<PhaseModel> phases,
      List<CheckModel> checks,
      DiagnosisModel diagnosis,
      @Nullable DnsModel dns,
      @Nullable String dialled,
      @Nullable TlsModel tls,
      @Nullable HttpModel http,
      @Nullable HealthModel health,
      @Nullable FirewallModel firewall) {}

  /**
   * What a web application firewall did with a request.
   *
   * <p>{@code did} is its verdict; {@code observation.verdict} says how assertions of it ended.
   */
  record FirewallModel(
      String did,
      String caseId,
      int rule,
      boolean attack,
      String source,
      String about,
      String requestId,
      String arrived,
      List<String> proof,
      @Nullable String expected,
      @Nullable String because,
      @Nullable String log,
      List<RuleModel> found,
      List<String> rows) {}

  record RuleModel(String rule, int score, String title, String part, String data) {}

  /**
   * What was waited for. {@code end} is {@code passed}, {@code failed}, {@code inconclusive} or
   * {@code stopped}; {@code says} tells the same in words, with attempts and time.
   */
  record AwaitedModel(
      @Nullable String testId,
      String says,
      String bounds,
      String end,
      int attempts,
      double tookMillis,
      List<ChangeModel> history,
      int changesLeftOut) {}

  /** What an attempt saw, where it was not what the one before it saw. */
  record ChangeModel(int attempt, double afterMillis, List<SeenModel> seen) {}

  record SeenModel(int observation, String question, String text) {}

  /** What was watched; {@code verdict} says how assertions of it ended, as that of observations. */
  record WatchedModel(
      @Nullable String testId,
      String lab,
      String says,
      String verdict,
      @Nullable String note,
      double everyMillis,
      double tookMillis,
      List<PlaceModel> places) {}

  record PlaceModel(
      String place,
      String vantage,
      String says,
      int looks,
      int asExpected,
      double slowestMillis,
      double longestBetweenMillis,
      boolean changeMissed,
      List<GapModel> gaps,
      int gapsLeftOut) {

    /** Returns what nobody saw, beside the gaps, of a place that was to be looked at so often. */
    List<String> unseen(double everyMillis) {
      List<String> unseen = new ArrayList<>();
      if (longestBetweenMillis > 2 * everyMillis) {
        unseen.add(
            "up to "
                + Awaited.text(Duration.ofMillis(Math.round(longestBetweenMillis)))
                + " between looks that were as expected, in which nobody looked");
      }
      if (changeMissed) {
        unseen.add("no look was begun during the change");
      }
      return unseen;
    }
  }

  /** {@code kind} is {@code down} or {@code unseen}; the length of one not bounded is not known. */
  record GapModel(
      String kind,
      double beginMillis,
      double endMillis,
      boolean bounded,
      int looks,
      String says,
      @Nullable Integer observation) {}

  record PhaseModel(String phase, double millis) {}

  record CheckModel(String expectation, String verdict, @Nullable String message) {}

  record DiagnosisModel(
      List<String> route, @Nullable String decidedBy, @Nullable String likelyCause) {}

  record DnsModel(
      String name,
      String type,
      @Nullable String resolver,
      String outcome,
      @Nullable String rcode,
      @Nullable String transport,
      List<String> passedOver,
      List<String> flags,
      List<RecordModel> answer,
      List<RecordModel> authority,
      List<RecordModel> additional,
      @Nullable DnsModel ipv6) {}

  record RecordModel(String name, String type, long ttl, String data) {}

  record TlsModel(
      @Nullable String sni,
      @Nullable String protocol,
      @Nullable String cipherSuite,
      @Nullable String alpn,
      @Nullable String clientCertificate,
      List<CertificateModel> chain) {}

  record CertificateModel(
      String subject,
      String issuer,
      List<String> names,
      String notBefore,
      String notAfter,
      String sha256) {}

  record HttpModel(
      RequestModel request, @Nullable ResponseModel response, List<RedirectModel> redirects) {}

  record RequestModel(String method, String url, List<HeaderModel> headers) {}

  record HeaderModel(String name, String value) {}

  record ResponseModel(
      String version,
      int status,
      String reason,
      List<HeaderModel> headers,
      String body,
      boolean truncated) {}

  record RedirectModel(int status, String from, String location) {}

  record HealthModel(String probe, boolean emulated, List<BackendModel> backends) {}

  record BackendModel(String address, boolean healthy, String reason, int failuresInARow) {}

  /** Observations as rows and columns; {@code baseline} is the name of the one compared with. */
  record TableModel(
      String kind,
      String title,
      @Nullable String testId,
      @Nullable String baseline,
      List<String> columns,
      List<RowModel> rows) {

    /** Returns what the heads of its rows are; empty where they say it themselves. */
    String corner() {
      return kind.equals("host exclusivity") ? "" : "from";
    }
  }

  record RowModel(String head, List<CellModel> cells) {}

  /** A cell; {@code tone} is {@code good}, {@code bad}, {@code inconclusive} or {@code plain}. */
  record CellModel(String text, String tone, @Nullable Integer observation) {}

  record EarlierRun(String directory, String startedAt, Totals totals) {}
}
