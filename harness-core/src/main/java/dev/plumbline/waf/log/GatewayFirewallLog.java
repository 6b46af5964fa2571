package dev.plumbline.waf.log;

import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallRecord.Match;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.waf.FirewallLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The firewall log of Azure's Application Gateway, as rows in files or fetched by a query.
 *
 * <p>The firewall log does not have the headers of a request. Where rows of the access log are at
 * hand too, a request is found by its User-Agent, which holds its id, and by the transaction that
 * both logs name. Otherwise, as for one with a User-Agent of its own, it is the one transaction
 * with its host and its target in the time from a minute before it was sent to a minute after it
 * was answered, of which no access row has another User-Agent; more than one are ambiguous, and so
 * is one that two requests could be.
 *
 * <p>A request in which nothing is found has no row, and rows come minutes late: silence proves
 * nothing. Rows that only match, without an evaluation, leave the decision open, for the same
 * reason.
 *
 * <p>Sources: Azure documentation, "Resource logs for Azure Web Application Firewall"; Azure
 * Monitor reference, tables AGWFirewallLogs and AGWAccessLogs.
 */
final class GatewayFirewallLog implements FirewallLog {

  /** How far the clocks of the gateway and of this machine may be apart. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final RowsOfGateway source;
  private Index index = new Index();

  /** Whether reading broke off, so that more may have changed than is in the index. */
  private boolean stale;

  /** The requests that transactions were found for; an empty id for more than one. */
  private final Map<String, String> owners = new HashMap<>();

  GatewayFirewallLog(Path path) {
    this(new GatewayRows(path));
  }

  GatewayFirewallLog(RowsOfGateway source) {
    this.source = source;
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public boolean tellsCleanRequests() {
    return false;
  }

  @Override
  public synchronized Optional<FirewallReport> report(Sent request) {
    try {
      if (source.refresh() || stale) {
        stale = false;
        index = new Index();
        source.rows().forEach(index::add);
      }
    } catch (IOException e) {
      stale = true;
      throw new IllegalStateException(
          "the " + source.name() + " cannot be read: " + e.getMessage(), e);
    }
    List<String> transactions = transactions(request);
    for (String transaction : transactions) {
      String owner =
          owners.merge(transaction, request.id(), (one, other) -> one.equals(other) ? one : "");
      if (!owner.equals(request.id())) {
        return Optional.of(FirewallReport.ambiguous(name(), transactions));
      }
    }
    if (transactions.size() > 1) {
      return Optional.of(FirewallReport.ambiguous(name(), transactions));
    }
    List<GatewayRow> rows =
        transactions.isEmpty() ? List.of() : rowsOf(transactions.get(0), request);
    if (rows.isEmpty() && !source.broken().isEmpty()) {
      throw new IllegalStateException(source.broken());
    }
    return rows.isEmpty() ? Optional.empty() : Optional.of(report(transactions.get(0), rows));
  }

  private List<String> transactions(Sent request) {
    Set<String> named = index.byWord.getOrDefault(request.id(), Set.of());
    if (!named.isEmpty()) {
      return List.copyOf(named);
    }
    return index.byTarget.getOrDefault(request.target(), List.of()).stream()
        .filter(row -> isWithin(row, request))
        .filter(row -> isHost(row.column("hostname"), request.host()))
        .map(GatewayRow::transaction)
        .filter(
            id ->
                index.userAgents.getOrDefault(id, Set.of()).stream()
                    .allMatch(logged -> isUserAgent(logged, request.userAgent())))
        .distinct()
        .toList();
  }

  /** What requests are found by, so that many do not each look at every row. */
  private static final class Index {
    /** Transactions by the words of their User-Agents: an id is a whole word, r1 is not in r12. */
    private final Map<String, Set<String>> byWord = new HashMap<>();

    private final Map<String, Set<String>> userAgents = new HashMap<>();
    private final Map<String, List<GatewayRow>> byTarget = new HashMap<>();
    private final Map<String, List<GatewayRow>> byTransaction = new HashMap<>();

    void add(GatewayRow row) {
      if (row.kind() == GatewayRow.Kind.ACCESS && !row.transaction().isEmpty()) {
        String userAgent = row.column("useragent");
        userAgents.computeIfAbsent(row.transaction(), t -> new HashSet<>()).add(userAgent);
        for (String word : userAgent.split("[^\\p{L}\\p{N}]+")) {
          if (!word.isEmpty()) {
            byWord.computeIfAbsent(word, w -> new LinkedHashSet<>()).add(row.transaction());
          }
        }
      } else if (row.kind() == GatewayRow.Kind.FIREWALL) {
        byTarget.computeIfAbsent(row.column("requesturi"), t -> new ArrayList<>()).add(row);
        byTransaction.computeIfAbsent(row.transaction(), t -> new ArrayList<>()).add(row);
      }
    }
  }

  /** The platform writes a dash where a request has no User-Agent. */
  private static boolean isUserAgent(String logged, @Nullable String sent) {
    String text = sent == null ? "" : sent;
    return logged.equals(text) || text.isEmpty() && logged.equals("-");
  }

  private List<GatewayRow> rowsOf(String transaction, Sent request) {
    return index.byTransaction.getOrDefault(transaction, List.of()).stream()
        .filter(row -> isWithin(row, request))
        .toList();
  }

  private static boolean isWithin(GatewayRow row, Sent request) {
    return !row.time().isBefore(request.sentAt().minus(SLACK))
        && !row.time().isAfter(request.answeredAt().plus(SLACK));
  }

  private static boolean isHost(String logged, String sent) {
    return logged.equalsIgnoreCase(sent)
        || logged.equalsIgnoreCase(sent.replaceFirst(":\\d+$", ""));
  }

  private FirewallReport report(String transaction, List<GatewayRow> rows) {
    List<GatewayRow> distinct = rows.stream().distinct().toList();
    List<Match> matches =
        distinct.stream().filter(row -> !sumsUp(row)).map(GatewayFirewallLog::match).toList();
    @Nullable Integer score =
        distinct.stream()
            .filter(GatewayFirewallLog::sumsUp)
            .map(row -> TotalScore.in(message(row)))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new FirewallReport(
        name(),
        transaction,
        decision(distinct),
        matches,
        distinct.stream().map(GatewayRow::text).limit(20).toList(),
        List.of(),
        score,
        List.of());
  }

  private static @Nullable Decision decision(List<GatewayRow> rows) {
    if (hasAction(rows, "Blocked")) {
      return Decision.BLOCKED;
    }
    if (hasAction(rows, "Detected")) {
      return Decision.DETECTED;
    }
    return hasAction(rows, "Allowed") ? Decision.ALLOWED : null;
  }

  private static boolean hasAction(List<GatewayRow> rows, String action) {
    return rows.stream().anyMatch(row -> row.column("action").equalsIgnoreCase(action));
  }

  /** The evaluation of the scores, under 0 in older engines, and what correlates them. */
  private static boolean sumsUp(GatewayRow row) {
    int group = AuditText.rule(row.column("ruleid")) / 1000;
    return group == 949
        || group == 959
        || group == 980
        || row.column("ruleid").equals("0") && TotalScore.in(message(row)) != null;
  }

  private static String message(GatewayRow row) {
    return row.column("message", "detailedmessage", "detailsmessage");
  }

  /** A custom rule has its name for an id: it is rule 0, with the name for its title. */
  private static Match match(GatewayRow row) {
    String id = row.column("ruleid");
    int rule = AuditText.rule(id);
    String found = row.column("detaileddata", "detailsdata");
    int at = found.lastIndexOf(" found within ");
    String part = "";
    String data = found;
    if (at >= 0) {
      String where = found.substring(at + " found within ".length());
      boolean bracketed = where.startsWith("[");
      String named = bracketed ? where.substring(1) : where;
      int end = bracketed ? named.indexOf(':', named.indexOf(':') + 1) : named.indexOf(": ");
      int close = named.lastIndexOf(']');
      part = named.substring(0, end >= 0 ? end : bracketed && close >= 0 ? close : named.length());
      String matched = found.substring(0, at);
      data = matched.startsWith("Matched Data: ") ? matched.substring(14) : matched;
    }
    String title = rule == 0 ? id : message(row);
    return new Match(rule, 0, title, part, data.length() <= 200 ? data : data.substring(0, 200));
  }

  @Override
  public void close() {
    // files are open only while they are read
  }
}
