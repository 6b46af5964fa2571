package dev.plumbline.waf.log;

import dev.plumbline.observation.FirewallReport;
import dev.plumbline.waf.FirewallLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The audit log of ModSecurity: one file (SecAuditLogType Serial), or a directory with a file for
 * each request (Concurrent). Requests are found by the header that identifies them.
 *
 * <p>In JSON the log does not say which rule denied a request, or whether one did. So an entry
 * without the rule set's evaluation, and with a status that a denial could have, has no decision:
 * what is behind the firewall may have answered so, or a rule that denies without a word.
 */
final class ModSecurityAuditLog implements FirewallLog {

  private final Path path;
  private final boolean sections;
  private final boolean complete;
  private final String header;

  /** As HTTP/2 writes it. */
  private final String lowerCaseHeader;

  private final SectionedAuditEntries assembler;
  private final Map<String, List<AuditEntry>> entries = new HashMap<>();
  private final Set<Path> seen = new HashSet<>();
  private @Nullable GrowingFile file;
  private @Nullable String broken;

  /** Whether an entry has come to its end, so that what follows is not the rest of another. */
  private boolean ended;

  /**
   * Opens it; what is written from now on is read.
   *
   * @param sections whether it is in the native form, not JSON
   * @param complete whether every request is logged (SecAuditEngine On)
   * @param header the identifying header
   */
  ModSecurityAuditLog(Path path, boolean sections, boolean complete, String header) {
    this.path = path;
    this.sections = sections;
    this.complete = complete;
    this.header = header;
    this.lowerCaseHeader = header.toLowerCase(Locale.ROOT);
    this.assembler = new SectionedAuditEntries(header);
    try {
      if (Files.isDirectory(path)) {
        seen.addAll(files());
      } else {
        file = new GrowingFile(path, true);
        lookAtStart();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public String name() {
    String name = "ModSecurity audit log " + path;
    return Files.exists(path) ? name : name + " (which does not exist)";
  }

  @Override
  public boolean tellsCleanRequests() {
    return complete;
  }

  @Override
  public boolean findsById() {
    return true;
  }

  @Override
  public synchronized Optional<FirewallReport> report(Sent request) {
    List<AuditEntry> found = entries.get(request.id());
    if (found == null) {
      readOn();
      found = entries.get(request.id());
    }
    if (found == null) {
      if (broken != null) {
        throw new IllegalStateException(broken);
      }
      Instant cut = file == null ? null : file.cut();
      if (cut != null && !request.sentAt().isAfter(cut)) {
        throw new IllegalStateException(
            path
                + " was cut short by "
                + cut
                + ", and what it had of requests that were sent before may be lost. Rotate it by renaming (not copytruncate), and leave it alone while requests are on their way");
      }
      return Optional.empty();
    }
    if (found.size() > 1) {
      List<String> transactions = found.stream().map(AuditEntry::transaction).toList();
      return Optional.of(FirewallReport.ambiguous(name(), transactions));
    }
    return Optional.of(found.get(0).report(name()));
  }

  @Override
  public synchronized void readOn() {
    try {
      read();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private void read() throws IOException {
    if (file == null) {
      for (Path one : files()) {
        if (!seen.contains(one) && readWhole(one)) {
          seen.add(one);
        }
      }
      return;
    }
    for (GrowingFile.Line line : file.newLines()) {
      if (sections) {
        section(line);
      } else if (!line.text().isBlank() && !isOfAnother(line.text())) {
        json(line.text(), path + ":" + line.number());
      }
    }
  }

  /** A whole entry that does not even have the name of the header: others share the log. */
  private boolean isOfAnother(String line) {
    return line.startsWith("{\"transaction\":{")
        && line.endsWith("}")
        && !line.contains(header)
        && !line.contains(lowerCaseHeader);
  }

  /** What stands between entries, and is no entry, is another kind of log. */
  private void section(GrowingFile.Line line) {
    boolean between = assembler.isBetween() && (line.number() == 1 || ended);
    Optional<AuditEntry> entry = assembler.add(line.text());
    entry.ifPresent(this::keep);
    ended |= entry.isPresent();
    if (between && assembler.isBetween() && entry.isEmpty() && !line.text().isBlank()) {
      broken(path + ":" + line.number(), new IllegalArgumentException(shown(line.text())));
    }
  }

  /** What is in the file already says of which kind it is. */
  private void lookAtStart() throws IOException {
    if (!sections || !Files.exists(path)) {
      return;
    }
    try (InputStream in = Files.newInputStream(path)) {
      String start = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1).stripLeading();
      String first = start.lines().findFirst().orElse("");
      if (!first.isEmpty() && !SectionedAuditEntries.begins(first)) {
        broken(path + ":1", new IllegalArgumentException(shown(first)));
      }
    }
  }

  private static String shown(String line) {
    return "it begins with \""
        + line.substring(0, Math.min(60, line.length())).replaceAll("\\p{Cntrl}", "?")
        + "\", not with the boundary of an entry";
  }

  private void json(String text, String where) {
    try {
      keep(JsonAuditEntry.read(text, header));
    } catch (IllegalArgumentException e) {
      broken(where, e);
    }
  }

  private void broken(String where, IllegalArgumentException e) {
    if (broken == null) {
      broken =
          where
              + " is no entry of a ModSecurity audit log in "
              + (sections ? "its native form" : "JSON")
              + ", and so may hide the request: "
              + e.getMessage();
    }
  }

  private void keep(AuditEntry entry) {
    if (!entry.id().isEmpty()) {
      entries.computeIfAbsent(entry.id(), id -> new ArrayList<>(1)).add(entry);
    }
  }

  private Set<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(path, 8)) {
      return all.filter(Files::isRegularFile).collect(TreeSet::new, TreeSet::add, TreeSet::addAll);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Reads a file of one request; false when it is not whole yet. */
  private boolean readWhole(Path one) throws IOException {
    String text;
    try {
      text = Files.readString(one, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return true;
    }
    if (text.isBlank()) {
      return false;
    }
    String first = text.stripLeading().lines().findFirst().orElse("");
    if (sections) {
      if (!SectionedAuditEntries.begins(first)) {
        broken(one + ":1", new IllegalArgumentException(shown(first)));
        return true;
      }
      SectionedAuditEntries own = new SectionedAuditEntries(header);
      boolean whole = false;
      for (String line : text.split("\n", -1)) {
        Optional<AuditEntry> entry = own.add(line);
        entry.ifPresent(this::keep);
        whole |= entry.isPresent();
      }
      return whole;
    }
    if (first.startsWith("{") && !text.stripTrailing().endsWith("}")) {
      return false;
    }
    json(text, one + ":1");
    return true;
  }

  private IllegalStateException unreadable(IOException e) {
    return new IllegalStateException(
        "the ModSecurity audit log " + path + " cannot be read: " + e.getMessage(), e);
  }

  @Override
  public synchronized void close() {
    if (file != null) {
      file.close();
    }
  }
}
