package dev.plumbline.containers.names;

import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How names are broken while the lab runs: zones are written anew, and the servers read them. What
 * is in force is what they answer; so they are asked until they do.
 *
 * <p>Not safe for use by several threads.
 */
public final class NameFaults {

  /** The kinds of faults that are put in force here. */
  public static final Set<Fault.Kind> SUPPORTED =
      Set.of(Fault.Kind.DNS_SERVFAIL, Fault.Kind.DNS_WRONG_ANSWER, Fault.Kind.DNS_STALE_TTL);

  private static final JsonMapper JSON = JsonMapper.shared();

  /** How long a server may take to read its zones. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final List<Fault> described;
  private final List<NameServer> servers;
  private final Control control;
  private final Duration patience;

  /** The files of servers as they have read them, by server; none where nobody knows. */
  private final Map<NameServer, Map<String, String>> inForce = new HashMap<>();

  /** All names that have been broken, or might have been. */
  private final Set<Name> broken = new LinkedHashSet<>();

  /**
   * Makes the faults of a site's names.
   *
   * @param control the machine, on which nothing is in force but what is described
   */
  public NameFaults(Site site, Control control) {
    this(site, control, PATIENCE);
  }

  /** Makes them with another patience. */
  NameFaults(Site site, Control control, Duration patience) {
    this.described = site.network().faults();
    this.servers = new NameServers(site).all();
    this.control = control;
    this.patience = patience;
    for (NameServer server : servers) {
      inForce.put(server, server.files(described, none -> {}));
    }
  }

  /** Returns what of faults cannot be shown; those of other kinds than these count for nothing. */
  public List<String> impossible(Set<Fault> faults) {
    Set<String> impossible = new LinkedHashSet<>();
    List<Fault> all = Fault.inOrder(described, faults);
    servers.forEach(server -> server.files(all, impossible::add));
    return List.copyOf(impossible);
  }

  /**
   * Returns when these faults and those of the description are in force, and no others.
   *
   * @param faults the faults, of which nothing is {@linkplain #impossible impossible}
   * @return whether anything has changed
   * @throws LabException when a server did not come to answer accordingly: nobody knows then what
   *     is in force, until this has succeeded
   */
  public boolean apply(Set<Fault> faults) {
    List<Fault> all = Fault.inOrder(described, faults);
    Map<NameServer, Map<String, String>> changed = new HashMap<>();
    for (NameServer server : servers) {
      Map<String, String> files = server.files(all, none -> {});
      if (!files.equals(inForce.get(server))) {
        changed.put(server, files);
      }
    }
    if (changed.isEmpty()) {
      return false;
    }
    faults.stream()
        .filter(fault -> SUPPORTED.contains(fault.kind()))
        .flatMap(fault -> Stream.ofNullable(fault.name()))
        .map(BrokenNames::name)
        .forEach(broken::add);
    changed.forEach(this::tell);
    changed.forEach(
        (server, files) -> {
          await(server, server.questions(broken, all));
          inForce.put(server, files);
        });
    return true;
  }

  /** Has every server forget what others have told it: a simulated one keeps nothing. */
  public void forget() {
    servers.stream().filter(NameServer::keepsAnswers).forEach(server -> command(server, "flush"));
  }

  private void tell(NameServer server, Map<String, String> files) {
    Map<String, String> before = Optional.ofNullable(inForce.remove(server)).orElse(Map.of());
    files.forEach(
        (path, content) -> {
          if (!content.equals(before.get(path))) {
            control.write(path, content.getBytes(StandardCharsets.UTF_8));
          }
        });
    command(server, "reload");
  }

  private void command(NameServer server, String command) {
    control.require(
        server.namespace(),
        List.of(
            "rndc",
            "-k",
            server.name() + "/" + NamedConfiguration.KEY,
            "-s",
            "127.0.0.1",
            "-p",
            Integer.toString(NamedConfiguration.control(server.index())),
            command),
        "");
  }

  private void await(NameServer server, List<ZoneQuestion> questions) {
    long deadline = System.nanoTime() + patience.toNanos();
    List<String> otherwise = otherwise(server, questions);
    while (!otherwise.isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new LabException(
            "%s has not come to answer as its zones say:\n  - %s"
                .formatted(server.name(), String.join("\n  - ", otherwise)));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      otherwise = otherwise(server, questions);
    }
  }

  /** Returns what a server says otherwise than its zones do. */
  private List<String> otherwise(NameServer server, List<ZoneQuestion> questions) {
    List<Map<String, String>> asked = new ArrayList<>();
    for (ZoneQuestion question : questions) {
      String message = Base64.getEncoder().encodeToString(question.message());
      asked.add(Map.of("source", question.source(), "question", message));
    }
    int port = NamedConfiguration.behind(server.index());
    JsonNode answers =
        JSON.readTree(
            control.require(
                server.namespace(),
                List.of("python3", NameServers.ASKING, Integer.toString(port)),
                JSON.writeValueAsString(asked)));
    List<String> otherwise = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      ZoneQuestion question = questions.get(i);
      JsonNode answer = answers.path(i);
      String said =
          answer.isString()
              ? question.said(Base64.getDecoder().decode(answer.asString()))
              : "nothing";
      if (!said.equals(question.expected())) {
        otherwise.add(
            "asked for %s it says %s and not %s".formatted(question, said, question.expected()));
      }
    }
    return otherwise;
  }
}
