package dev.plumbline.contract;

import dev.plumbline.testing.Golden;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The page that shows each behaviour on each ground, made from what is written down of them. */
final class Faithfulness {

  private static final String PAGE = "../docs/faithfulness.md";

  private static final String HEAD =
      """
      # What each ground shows

      The simulation is trusted where real servers show the same. This page is the proof: %d behaviours, each an
      assertion in words, run on %d grounds from one description of a network. It is made from runs, and a run that
      shows anything else than this page fails the build.

      | Ground | What it is | Behaviours | Seen as on the simulation | Otherwise | Not on this ground |
      |---|---|---:|---:|---:|---:|
      %s
      A cell of the column *simulation* tells what was observed there, in a few words. In the other columns *same*
      means that whatever was observed is the same: vantage, question and outcome, response codes and flags, records
      of answers, addresses dialled, server names, protocol versions, ALPN, certificates presented, statuses, the
      headers Location and Server, states of probes, verdicts of firewalls and the rules found. A number leads to the
      reason why it is not, or why a ground does not show it.

      ## What is not compared

      Times, and times to live, which a resolver counts down: behaviours about them assert them on each ground. The
      order of answers. The dates of certificates, which are made anew for each run. The bodies of answers: servers
      word their own pages differently; where a body counts, a behaviour asserts what is in it. Other headers, such
      as Date. Cipher suites. The rules that a firewall finds beside the twelve that the simulation knows. The words
      by which grounds explain an outcome: only the simulation knows which rule of the description decided.

      ## What else is known to differ

      What real servers are known to do otherwise, and no behaviour above shows. A header that comes empty and that a
      rewrite sets under a condition: where that does not hold, nginx leaves it out and the simulation passes it on.
      Other statuses are given to the methods TRACE, `OPTIONS *` and those in small letters, and to a Host with a user
      name, letters beyond ASCII or a port that is no number. A host that is to close the connection resets the stream
      of HTTP/2. In containers paths below `/.plumbline/` are the servers' own, and never reach what is described.
      BIND answers questions for the root, for ANY, for AXFR, and for DS at the top of a zone or by way of a forwarder
      in its own manner. Of random networks with translations, a few ways differ, where the description is the one to
      trust: a fault from a segment whose source a translating host has hidden before it gets there does not cut them
      in containers; a host that asks for its own public address through a translation that hides sources, or a flow that
      translations lead back to its own sender, is dropped there, whatever is described; a client of the segment of an
      appliance that goes through it to the internet, and back to a host published in that segment, gets a connection
      without data.

      ## How to make it anew

          mvn verify -pl harness-core -Dtest='*LabContractTest' -Dplumbline.golden=write

      on a machine with Docker, and as root, so that namespaces can be made. The runs write what they observed to
      `harness-core/src/test/resources/dev/plumbline/contract/seen`, a file for each ground, and this page from that.
      """;

  private static final Map<Arm, String> GROUNDS =
      new EnumMap<>(
          Map.of(
              Arm.SIMULATION,
              "the simulated network in the JVM",
              Arm.CONTAINERS,
              "the ground `containers`: BIND 9, nginx with ModSecurity and the OWASP Core Rule Set, the kernel's"
                  + " routes and filters, in a container of Docker",
              Arm.NAMESPACES,
              "the same servers in network namespaces of this machine, without Docker",
              Arm.LIVE,
              "the ground `live` with its own sockets; around it BIND 9, nginx and nftables in one network"
                  + " namespace, written by generators of its own"));

  private final Map<String, Integer> notes = new LinkedHashMap<>();
  private final Map<Arm, Map<String, Seen>> seen = new EnumMap<>(Arm.class);

  private Faithfulness() {
    for (Arm arm : Arm.values()) {
      seen.put(arm, Seen.read(arm).stream().collect(Collectors.toMap(Seen::title, one -> one)));
    }
  }

  /** Compares the page with what it should be. */
  static void comparePage() {
    Golden.compare(PAGE, new Faithfulness().page());
  }

  private String page() {
    List<Seen> behaviours = Seen.read(Arm.SIMULATION);
    StringBuilder tables = new StringBuilder();
    for (Class<?> section : LabContract.class.getInterfaces()) {
      tables.append("\n## ").append(title(section)).append("\n\n| Behaviour |");
      for (Arm arm : Arm.values()) {
        tables.append(' ').append(arm.title()).append(" |");
      }
      tables.append("\n|---").append("|---".repeat(Arm.values().length)).append("|\n");
      Behaviour.all().stream()
          .filter(behaviour -> behaviour.section() == section)
          .forEach(behaviour -> rows(tables, behaviour, behaviours));
    }
    StringBuilder reasons = new StringBuilder("\n## Reasons\n\n");
    notes.forEach((text, number) -> reasons.append(number + ". " + text + ".\n"));
    return HEAD.formatted(behaviours.size(), Arm.values().length, summary()) + tables + reasons;
  }

  private String summary() {
    StringBuilder lines = new StringBuilder();
    for (Arm arm : Arm.values()) {
      List<Seen.How> hows = new ArrayList<>();
      seen.get(arm).values().forEach(one -> hows.add(one.how()));
      lines.append(
          "| %s | %s | %d | %s | %d | %d |\n"
              .formatted(
                  arm.title(),
                  GROUNDS.get(arm),
                  hows.size() - count(hows, Seen.How.NOT_HERE),
                  arm == Arm.SIMULATION ? "" : count(hows, Seen.How.SAME),
                  count(hows, Seen.How.OTHERWISE),
                  count(hows, Seen.How.NOT_HERE)));
    }
    return lines.toString();
  }

  private static long count(List<Seen.How> hows, Seen.How how) {
    return hows.stream().filter(one -> one == how).count();
  }

  private void rows(StringBuilder table, Behaviour behaviour, List<Seen> all) {
    for (Seen one : all) {
      boolean own =
          one.title().equals(behaviour.title())
              || behaviour.isForValues() && one.title().matches(behaviour.valuesTitle());
      if (own) {
        table.append("| ").append(one.title()).append(" |");
        for (Arm arm : Arm.values()) {
          table.append(' ').append(cell(behaviour, arm, one)).append(" |");
        }
        table.append('\n');
      }
    }
  }

  private String cell(Behaviour behaviour, Arm arm, Seen simulated) {
    Seen here = seen.get(arm).get(simulated.title());
    if (here == null) {
      return "**missing**";
    }
    return switch (here.how()) {
      case SEEN -> here.shortly().replace("|", "\\|");
      case SAME -> "same";
      case NOT_HERE -> "– " + note(here.shortly());
      case OTHERWISE ->
          (here.shortly().equals(simulated.shortly())
                  ? "same outcome"
                  : here.shortly().replace("|", "\\|"))
              + " "
              + note(behaviour.differsOn(arm).orElse("not explained"));
    };
  }

  private String note(String reason) {
    String text = Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
    return "<sup>" + notes.computeIfAbsent(text, any -> notes.size() + 1) + "</sup>";
  }

  private static String title(Class<?> section) {
    return section
        .getSimpleName()
        .replaceAll("Contract$", "")
        .replace("Tls", "TLS")
        .replace("Http", "HTTP");
  }
}
