package dev.plumbline.containers;

import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.machine.LocalMachine;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Realisation;
import dev.plumbline.network.Fault;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.sim.SimulatedLabProvider;
import dev.plumbline.vantage.Transport.Exchange;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The DNS servers of one network, simulated and real, to be asked the same. */
final class SameNames implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  /** Sends datagrams given as JSON, and prints what comes back. */
  private static final String ASKING =
      """
      import base64, json, selectors, socket, sys, time
      to = (sys.argv[1], int(sys.argv[2]))
      waiting = selectors.DefaultSelector()
      for key, text in json.load(sys.stdin).items():
          made = socket.socket(socket.AF_INET6 if ":" in to[0] else socket.AF_INET, socket.SOCK_DGRAM)
          made.connect(to)
          made.send(base64.b64decode(text))
          waiting.register(made, selectors.EVENT_READ, key)
      answers, end = {}, time.monotonic() + 6
      while len(waiting.get_map()) and time.monotonic() < end:
          for ready, _ in waiting.select(end - time.monotonic()):
              waiting.unregister(ready.fileobj)
              answers[ready.data] = base64.b64encode(ready.fileobj.recv(65535)).decode()
      print(json.dumps(answers))
      """;

  private final Environment environment;
  private final Site site;
  private final boolean timesToLive;
  private final LocalMachine machine;
  private final LabFaults faults;
  private final Realisation simulated;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * Starts the servers.
   *
   * @param timesToLive whether these count, too; where answers are compared, only those of servers
   *     that are authoritative, since caches let them age
   */
  SameNames(Network network, Environment environment, boolean timesToLive, Path directory) {
    this.environment = environment;
    this.site = Site.of(network, environment.vantages());
    this.timesToLive = timesToLive;
    machine = LocalMachine.start(path -> LabPlan.of(site, path), directory);
    faults = new LabFaults(site, new Control(machine));
    simulated = new SimulatedLabProvider().open(environment, network);
  }

  /** Puts faults in place of those that were, in both. */
  void apply(Set<Fault> wanted) {
    faults.apply(wanted);
    simulated.apply(wanted);
  }

  @Override
  public void close() {
    simulated.close();
    machine.close();
  }

  /**
   * Returns what a server answers differently, by the question.
   *
   * @param server its address, with its port behind a {@code #}
   */
  Map<String, String> differences(
      String server, List<String> vantages, List<String> names, List<String> types) {
    InetSocketAddress to = to(server);
    Map<String, String> differences = new TreeMap<>();
    for (String vantage : vantages) {
      Map<String, byte[]> questions = new LinkedHashMap<>();
      names.forEach(
          name -> types.forEach(type -> questions.put(name + " " + type, question(name, type))));
      Map<String, CompletableFuture<String>> ours = new LinkedHashMap<>();
      questions.forEach((key, question) -> ours.put(key, simulated(vantage, to, question)));
      Map<String, String> real = new LinkedHashMap<>();
      real(vantage, to, questions).forEach((key, answer) -> real.put(key, text(answer, false)));
      ours.forEach(
          (key, answer) -> {
            String theirs = real.get(key);
            if (!answer.join().equals(theirs)) {
              differences.put(
                  vantage + " " + key,
                  "\n  simulated " + answer.join() + "\n  real      " + theirs + "\n");
            }
          });
    }
    return differences;
  }

  /** Returns what a real server answers. */
  String answer(String vantage, String server, String name, String type) {
    return answers(1, vantage, server, name, type).get(0);
  }

  /** Returns what a real server answers to many who ask the same at once; without silence. */
  List<String> answers(int clients, String vantage, String server, String name, String type) {
    Map<String, byte[]> questions = new LinkedHashMap<>();
    for (int i = 0; i < clients; i++) {
      questions.put("client " + i, question(name, type));
    }
    return real(vantage, to(server), questions).values().stream()
        .map(answer -> text(answer, true))
        .toList();
  }

  private static InetSocketAddress to(String server) {
    String[] parts = server.split("#");
    return new InetSocketAddress(
        IpAddresses.parse(parts[0]), parts.length == 1 ? 53 : Integer.parseInt(parts[1]));
  }

  private CompletableFuture<String> simulated(
      String vantage, InetSocketAddress server, byte[] question) {
    return simulated
        .transport(vantage, environment.vantages().get(vantage))
        .exchange(server, question, PATIENCE, a -> a[0] == question[0] && a[1] == question[1])
        .thenApply(
            exchange ->
                exchange instanceof Exchange.Answered answered
                    ? text(answered.datagram(), false)
                    : exchange.toString());
  }

  /** Asks everything at once, from the place of a vantage. */
  private Map<String, byte[]> real(
      String vantage, InetSocketAddress server, Map<String, byte[]> questions) {
    String address = server.getAddress().getHostAddress();
    List<String> command =
        List.of("python3", "-c", ASKING, address, Integer.toString(server.getPort()));
    Map<String, String> encoded = new LinkedHashMap<>();
    questions.forEach((key, q) -> encoded.put(key, Base64.getEncoder().encodeToString(q)));
    Map<String, Object> body =
        Map.of(
            "namespace", site.namespace(vantage),
            "command", command,
            "input", JsonMapper.shared().writeValueAsString(encoded));
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + machine.control().getPort() + "/run"))
            .version(HttpClient.Version.HTTP_1_1)
            .header("Authorization", "Bearer " + machine.secret())
            .POST(HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body)))
            .build();
    JsonNode told =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .thenApply(response -> JsonMapper.shared().readTree(response.body()))
            .join();
    if (told.path("status").asInt(-1) != 0) {
      throw new AssertionError(told.toString());
    }
    Map<String, byte[]> answers = new LinkedHashMap<>();
    JsonMapper.shared()
        .readTree(told.get("output").asString())
        .properties()
        .forEach(
            one ->
                answers.put(one.getKey(), Base64.getDecoder().decode(one.getValue().asString())));
    return answers;
  }

  private static byte[] question(String name, String type) {
    try {
      Message message =
          Message.newQuery(
              Record.newRecord(Name.fromString(name, Name.root), Type.value(type), DClass.IN));
      return message.toWire();
    } catch (TextParseException e) {
      throw new IllegalArgumentException(name, e);
    }
  }

  /** Of what is truncated or failed only that it is. */
  private String text(byte[] answer, boolean alone) {
    try {
      Message message = new Message(answer);
      boolean times = timesToLive && (alone || message.getHeader().getFlag(Flags.AA));
      StringBuilder text = new StringBuilder(Rcode.string(message.getRcode()));
      for (byte flag : new byte[] {Flags.AA, Flags.TC, Flags.RD, Flags.RA}) {
        if (message.getHeader().getFlag(flag)) {
          text.append(' ').append(Flags.string(flag));
        }
      }
      if (message.getHeader().getFlag(Flags.TC) || message.getRcode() == Rcode.SERVFAIL) {
        return text.toString();
      }
      List<String> records = new ArrayList<>();
      for (Record record : message.getSection(Section.ANSWER)) {
        records.add(
            (record.getName()
                    + (times ? " " + record.getTTL() : "")
                    + " "
                    + Type.string(record.getType())
                    + " "
                    + record.rdataToString())
                .toLowerCase(Locale.ROOT));
      }
      records.sort(null);
      return text.append(' ').append(records).toString();
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }
}
