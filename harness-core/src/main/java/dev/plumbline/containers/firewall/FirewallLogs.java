package dev.plumbline.containers.firewall;

import dev.plumbline.containers.machine.GrowingLog;
import dev.plumbline.containers.machine.MachineFiles;
import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.lab.LabException;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import dev.plumbline.observation.FirewallReport;
import dev.plumbline.waf.FirewallLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all web application firewalls of a lab. A log that is missing, was cut, or holds what
 * cannot be read, is an error for every question: what it lacks may be what is asked for.
 */
public final class FirewallLogs implements FirewallLog {

  private static final int MOST_ROWS = 20;

  /** So many requests are kept for each place; nothing is forgotten to make room. */
  private static final int KEPT = 20_000;

  private final List<Place> places = new ArrayList<>();

  /** Makes the logs of all places where a firewall stands; nothing is read yet. */
  public FirewallLogs(List<FirewallPlace> firewalls, MachineFiles files) {
    for (FirewallPlace firewall : firewalls) {
      places.add(new Place(firewall, new GrowingLog(files, firewall.log())));
    }
  }

  /** The log of one firewall. Guarded by the logs' monitor. */
  private static final class Place {
    private final FirewallPlace place;
    private final GrowingLog log;
    private final Map<String, FirewallEntry> entries = new LinkedHashMap<>();

    /** Those of which it is known what became of them, by the value of the identifying header. */
    private final Map<String, List<FirewallEntry>> byId = new LinkedHashMap<>();

    Place(FirewallPlace place, GrowingLog log) {
      this.place = place;
      this.log = log;
    }

    void read() {
      for (String text : log.newLines()) {
        FirewallLine.read(text).ifPresent(this::keep);
      }
    }

    private void keep(FirewallLine line) {
      if (line.transaction().isEmpty()) {
        // cut by nginx at 2,048 bytes; the verdict names the rule all the same
        return;
      }
      FirewallEntry entry = entries.get(line.transaction());
      if (entry == null) {
        if (entries.size() == KEPT) {
          throw new IllegalStateException(
              "the firewall \"%s\" of host \"%s\" has looked at more than %d requests, and the lab keeps no more. Ask in a lab of its own"
                  .formatted(place.firewall().name(), place.host(), KEPT));
        }
        entry = new FirewallEntry(place, line.transaction());
        entries.put(line.transaction(), entry);
      }
      boolean known = entry.isWhole();
      entry.add(line);
      if (!known && entry.isWhole() && !entry.id().isEmpty()) {
        byId.computeIfAbsent(entry.id(), id -> new ArrayList<>(1)).add(entry);
      }
    }
  }

  @Override
  public String name() {
    return "log of the firewall on nginx";
  }

  @Override
  public synchronized void readOn() {
    places.forEach(Place::read);
  }

  @Override
  public synchronized Optional<FirewallReport> report(Sent request) {
    List<FirewallEntry> found = found(request.id());
    if (found.isEmpty()) {
      readOn();
      found = found(request.id());
    }
    for (Place place : places) {
      List<FirewallEntry> own = place.byId.getOrDefault(request.id(), List.of());
      if (own.size() > 1) {
        return Optional.of(
            FirewallReport.ambiguous(
                name(), own.stream().map(FirewallEntry::transaction).toList()));
      }
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(report(found));
  }

  private List<FirewallEntry> found(String id) {
    return places.stream()
        .flatMap(place -> place.byId.getOrDefault(id, List.of()).stream())
        .toList();
  }

  private static FirewallReport report(List<FirewallEntry> found) {
    return new FirewallReport(
        found.stream()
            .map(one -> "log of firewall " + one.place().firewall().name())
            .distinct()
            .collect(Collectors.joining(", ")),
        found.get(0).transaction(),
        decision(found),
        found.stream().flatMap(one -> one.matches().stream()).toList(),
        found.stream().map(FirewallEntry::row).limit(MOST_ROWS).toList(),
        found.stream().flatMap(one -> one.notAsked().stream()).distinct().toList(),
        found.stream().mapToInt(FirewallEntry::score).max().orElse(0),
        List.of());
  }

  /** What one firewall lets pass, the next may not; what one does not tell, nobody knows. */
  private static @Nullable Decision decision(List<FirewallEntry> found) {
    List<@Nullable Decision> all = new ArrayList<>();
    found.forEach(one -> all.add(one.decision()));
    for (Decision decision : List.of(Decision.BLOCKED, Decision.DETECTED)) {
      if (all.contains(decision)) {
        return decision;
      }
    }
    if (all.contains(null)) {
      return null;
    }
    return all.contains(Decision.ALLOWED) ? Decision.ALLOWED : Decision.PASSED;
  }

  /**
   * Returns what the firewalls of a host have looked at, in the order in which it came to each.
   *
   * @param answered whether a request has been answered, by the id that it has on the host: of one
   *     that has not, they may not have decided yet
   * @throws LabException when something of a request cannot be read
   */
  public synchronized List<FirewallRecord> records(String host, Predicate<String> answered) {
    try {
      readOn();
    } catch (IllegalStateException e) {
      throw new LabException(String.valueOf(e.getMessage()), e);
    }
    List<FirewallRecord> records = new ArrayList<>();
    for (Place place : places) {
      if (place.place.host().equals(host)) {
        place.entries.values().stream()
            .filter(entry -> entry.isWhole() || answered.test(entry.transaction()))
            .forEach(entry -> records.add(FirewallRecords.of(entry)));
      }
    }
    return records;
  }

  @Override
  public boolean tellsCleanRequests() {
    return true;
  }

  @Override
  public boolean findsById() {
    return true;
  }

  @Override
  public void close() {
    // The machine has them.
  }
}
