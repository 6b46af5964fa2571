package dev.plumbline.containers.firewall;

import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.observation.FirewallRecord;
import dev.plumbline.observation.FirewallRecord.Decision;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes records of what a firewall's log says. */
final class FirewallRecords {

  private static final Pattern REQUEST = Pattern.compile(FirewallRules.REQUEST + "(\\S+) (\\d+)");

  private static final Pattern SUFFIX =
      Pattern.compile(", request: \"\\S+ (.*) HTTP/[0-9.]+\"(?:, host: \"(.*)\")?$");

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss");

  private FirewallRecords() {}

  /**
   * Returns the record of a request.
   *
   * @throws LabException when the log does not say all of it
   */
  static FirewallRecord of(FirewallEntry entry) {
    FirewallPlace place = entry.place();
    WebFirewall firewall = place.firewall();
    if (!firewall.exclusions().isEmpty()) {
      throw new LabException(
          "the log of firewall \"%s\" of host \"%s\" does not tell what its exclusions have spared, as records of the ground simulated do; ask what is found of single requests by sending them as cases"
              .formatted(firewall.name(), place.host()));
    }
    FirewallLine first = entry.lines().get(0);
    Matcher source = REQUEST.matcher(first.message());
    Matcher request = SUFFIX.matcher(first.suffix());
    Decision decision = entry.decision();
    if (decision == null || !source.matches() || !request.find()) {
      throw new LabException(
          "the log of firewall \"%s\" of host \"%s\" does not tell all of request %s: %s"
              .formatted(firewall.name(), place.host(), entry.transaction(), entry.row()));
    }
    List<String> notAsked = new ArrayList<>(entry.notAsked());
    notAsked.addAll(firewall.leftOut());
    return new FirewallRecord(
        entry.transaction(),
        first.time(),
        source.group(1),
        Integer.parseInt(source.group(2)),
        request.group(2) == null ? "" : request.group(2),
        request.group(1),
        place.service(),
        firewall.name(),
        firewall.mode() == Mode.BLOCKS,
        entry.matches(),
        entry.score(),
        firewall.threshold(),
        decision,
        entry.asked(),
        notAsked);
  }

  /** Returns the time that a line begins with, which is in UTC on a machine. */
  static Instant time(String line) {
    return LocalDateTime.parse(line.substring(0, 19), TIME).toInstant(ZoneOffset.UTC);
  }
}
