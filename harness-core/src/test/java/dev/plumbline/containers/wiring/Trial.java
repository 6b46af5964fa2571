package dev.plumbline.containers.wiring;

import dev.plumbline.containers.machine.MachineProgram;
import dev.plumbline.containers.machine.PlanJson;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Flow;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Verdict;
import dev.plumbline.network.Verdict.Fate;
import dev.plumbline.testing.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A network's wiring, carried out in namespaces of this machine, and what the kernel does with
 * connections in it, beside what the description says.
 */
final class Trial {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Site site;
  private final List<Flow> flows = new ArrayList<>();
  private final List<List<Object>> tried = new ArrayList<>();

  Trial(Site site) {
    this.site = site;
  }

  /** What is broken in a step, and what puts that in force. */
  record Step(Set<Fault> faults, Map<String, String> scripts) {}

  /** Tries every place, address and port. */
  Trial everything(List<Integer> ports) {
    return everything(ports, List.of());
  }

  Trial everything(List<Integer> ports, List<InetAddress> more) {
    Network network = site.network();
    List<InetAddress> addresses =
        Stream.concat(
                network.hosts().stream().flatMap(host -> Site.addresses(host).stream()),
                more.stream())
            .distinct()
            .toList();
    Set<List<Object>> seen = new java.util.LinkedHashSet<>();
    for (Host host : network.hosts()) {
      for (InetAddress source : HostNamespace.starting(host)) {
        seen.add(List.of(site.namespace(host), host.segment(), source));
      }
    }
    site.vantages()
        .forEach(
            (name, place) ->
                Stream.of(place.v4(), place.v6())
                    .filter(Objects::nonNull)
                    .forEach(s -> seen.add(List.of(site.namespace(name), place.segment(), s))));
    for (List<Object> place : seen) {
      InetAddress source = (InetAddress) place.get(2);
      for (InetAddress to : addresses) {
        if (to.getClass() == source.getClass()) {
          for (int port : ports) {
            for (Protocol protocol : List.of(Protocol.TCP, Protocol.UDP)) {
              flows.add(new Flow((String) place.get(1), source, 40_000, to, port, protocol));
              tried.add(
                  List.of(
                      place.get(0),
                      source.getHostAddress(),
                      to.getHostAddress(),
                      port,
                      protocol.name()));
            }
          }
        }
      }
    }
    return this;
  }

  int size() {
    return flows.size();
  }

  private List<List<Object>> listeners() {
    List<List<Object>> all = new ArrayList<>();
    for (Host host : site.network().hosts()) {
      for (Listener listener : host.listeners()) {
        for (InetAddress address : Site.addresses(host, listener)) {
          for (String protocol : listener.dns() == null ? List.of("TCP") : List.of("TCP", "UDP")) {
            all.add(
                List.of(site.namespace(host), address.getHostAddress(), listener.port(), protocol));
          }
        }
      }
    }
    return all;
  }

  /**
   * Returns what differs between the kernel and the description, in each step one after the other.
   */
  List<String> differences(Plan plan, List<Step> steps) {
    Requirements.that("root".equals(System.getProperty("user.name")), "needs root");
    Requirements.command("ip");
    Requirements.command("nft");
    Map<String, Object> task = new LinkedHashMap<>();
    task.put("plan", JSON.readTree(PlanJson.write(plan)));
    task.put("listeners", listeners());
    task.put("patience", 1.2);
    task.put(
        "steps",
        steps.stream().map(step -> Map.of("scripts", step.scripts(), "flows", tried)).toList());
    List<String> found = new ArrayList<>();
    List<JsonNode> results = run(JSON.writeValueAsString(task));
    if (results.size() != steps.size()) {
      return List.of("it ended early: " + results);
    }
    for (int step = 0; step < steps.size(); step++) {
      for (int i = 0; i < flows.size(); i++) {
        Verdict verdict = site.network().fate(flows.get(i), steps.get(step).faults());
        String expected = expected(verdict);
        String actual = normalised(results.get(step).get(i).asString());
        // Which member takes a connection is not told.
        boolean anotherMember =
            verdict.fate() == Fate.DELIVERED
                && actual.startsWith("DELIVERED ")
                && actual.endsWith(expected.substring(expected.lastIndexOf(' ')))
                && verdict.hops().stream().anyMatch(hop -> hop.startsWith("balance "));
        if (!actual.equals(expected) && !anotherMember) {
          found.add(
              "step %d: %s from %s%n  kernel: %s%n  described: %s: %s%n    %s"
                  .formatted(
                      step,
                      flows.get(i),
                      flows.get(i).segment(),
                      actual,
                      expected,
                      verdict.explanation(),
                      String.join("\n    ", verdict.hops())));
        }
      }
    }
    return found;
  }

  private static String normalised(String outcome) {
    int address = outcome.lastIndexOf(' ') + 1;
    return outcome.startsWith("DELIVERED ")
        ? outcome.substring(0, address)
            + IpAddresses.parse(outcome.substring(address)).getHostAddress()
        : outcome;
  }

  private String expected(Verdict verdict) {
    return verdict.fate() == Fate.DELIVERED && verdict.host() != null
        ? "DELIVERED "
            + site.namespace(verdict.host())
            + " "
            + verdict.seenSource().getHostAddress()
        : verdict.fate().name();
  }

  private static List<JsonNode> run(String task) {
    try {
      Path program = Files.createTempDirectory("plumbline-trial");
      for (Map.Entry<String, String> file : MachineProgram.files().entrySet()) {
        Files.writeString(program.resolve(file.getKey()), file.getValue());
      }
      try (InputStream own = Objects.requireNonNull(Trial.class.getResourceAsStream("trial.py"))) {
        Files.write(program.resolve("trial.py"), own.readAllBytes());
      }
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--net",
                  "--mount",
                  "--pid",
                  "--fork",
                  "--kill-child",
                  "timeout",
                  "30",
                  "python3",
                  program.resolve("trial.py").toString(),
                  program.toString()));
      Process process = new ProcessBuilder(command).start();
      CompletableFuture<String> output = text(process.getInputStream());
      CompletableFuture<String> errors = text(process.getErrorStream());
      try (var input = process.getOutputStream()) {
        input.write(task.getBytes(StandardCharsets.UTF_8));
      }
      List<JsonNode> results = output.join().lines().map(JSON::readTree).toList();
      if (!errors.join().isEmpty()) {
        System.err.println(errors.join());
      }
      try (Stream<Path> files = Files.list(program)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(program);
      return results;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        task -> new Thread(task, "trial").start());
  }
}
