package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Awaited;
import dev.plumbline.observation.ReachabilityMatrix;
import dev.plumbline.observation.ReachabilityMatrix.Cell;
import dev.plumbline.observation.ReachabilityMatrix.Reach;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A table of what ought to be reachable from where, as a test writes it. */
final class ReachabilityTable {

  private static final String WORDS =
      String.join(", ", Arrays.stream(Reach.values()).map(Reach::label).toList());

  private final List<String> targets;
  private final Map<String, List<Reach>> rows;

  private ReachabilityTable(List<String> targets, Map<String, List<Reach>> rows) {
    this.targets = targets;
    this.rows = rows;
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException for one that says nothing, or what is not known
   */
  static ReachabilityTable parse(String text, Environment environment) {
    List<List<String>> lines =
        text.lines()
            .filter(line -> !line.isBlank() && !line.matches("[\\s|:+-]+"))
            .map(ReachabilityTable::cells)
            .toList();
    if (lines.size() < 2 || lines.get(0).size() < 2) {
      throw new IllegalArgumentException(
          "a reachability table needs a first line of targets and at least one line of a vantage with its cells, parted by |, for example\n"
              + "                  | gateway | apim-management\n"
              + "  workload-subnet | open    | dropped");
    }
    List<String> targets = lines.get(0).subList(1, lines.get(0).size());
    if (new LinkedHashSet<>(targets).size() != targets.size()) {
      throw new IllegalArgumentException(
          "a target stands twice in the first line of the reachability table: "
              + String.join(", ", targets));
    }
    targets.forEach(target -> target(target, environment));
    Map<String, List<Reach>> rows = new LinkedHashMap<>();
    for (List<String> line : lines.subList(1, lines.size())) {
      String vantage = line.get(0);
      if (!environment.vantages().containsKey(vantage)) {
        throw NotFound.error("vantage", vantage, environment.vantages().keySet());
      }
      if (line.size() - 1 != targets.size()) {
        throw new IllegalArgumentException(
            "row \""
                + vantage
                + "\" of the reachability table has "
                + (line.size() - 1)
                + " cells for "
                + targets.size()
                + " targets: "
                + String.join(", ", targets));
      }
      List<Reach> cells = new ArrayList<>();
      for (int i = 0; i < targets.size(); i++) {
        cells.add(reach(vantage, targets.get(i), line.get(i + 1)));
      }
      if (rows.put(vantage, cells) != null) {
        throw new IllegalArgumentException(
            "vantage \"" + vantage + "\" has two rows in the reachability table");
      }
    }
    return new ReachabilityTable(targets, rows);
  }

  /** Returns the cells of a line; the bars at its ends, as Markdown has them, are none. */
  private static List<String> cells(String line) {
    String inner = line.strip();
    boolean framed = inner.startsWith("|") && inner.endsWith("|") && inner.length() > 1;
    if (framed) {
      inner = inner.substring(1, inner.length() - 1);
    }
    return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
  }

  private static Reach reach(String vantage, String target, String word) {
    for (Reach reach : Reach.values()) {
      if (reach.label().equals(word.toLowerCase(Locale.ROOT))) {
        return reach;
      }
    }
    throw new IllegalArgumentException(
        "row \""
            + vantage
            + "\", column \""
            + target
            + "\" of the reachability table says \""
            + word
            + "\". Allowed: "
            + WORDS
            + ".");
  }

  private static Target target(String text, Environment environment) {
    if (environment.endpoints().containsKey(text)) {
      return Target.endpoint(text);
    }
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}")) {
      throw new IllegalArgumentException(
          "column \""
              + text
              + "\" of the reachability table is neither host:port nor an endpoint. Endpoints: "
              + (environment.endpoints().isEmpty()
                  ? "none"
                  : String.join(", ", environment.endpoints().keySet()))
              + ".");
    }
    String host = text.substring(0, colon);
    return Target.of(
        host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(port));
  }

  /** Observes every cell, all rows at once, and records the table. */
  ReachabilityMatrix observe(Lab lab) {
    List<TcpProbe> row =
        targets.stream().map(t -> TcpProbe.to(target(t, lab.environment()))).toList();
    List<String> vantages = List.copyOf(rows.keySet());
    ExecutorService threads =
        Executors.newFixedThreadPool(
            vantages.size(),
            task -> {
              Thread thread = new Thread(task, "plumbline-reachability");
              thread.setDaemon(true);
              return thread;
            });
    List<Cell> cells = new ArrayList<>();
    try {
      List<CompletableFuture<List<TcpObservation>>> seen =
          vantages.stream()
              .map(
                  v ->
                      CompletableFuture.supplyAsync(
                          Awaited.carried(() -> lab.vantage(v).observeAll(row)), threads))
              .toList();
      for (int v = 0; v < vantages.size(); v++) {
        List<TcpObservation> observations = seen.get(v).join();
        List<Reach> expected = Objects.requireNonNull(rows.get(vantages.get(v)));
        for (int t = 0; t < targets.size(); t++) {
          cells.add(
              new Cell(vantages.get(v), targets.get(t), expected.get(t), observations.get(t)));
        }
      }
    } finally {
      threads.shutdown();
    }
    return lab.scope().record(new ReachabilityMatrix(vantages, targets, cells));
  }
}
