package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.environment.Environment;
import dev.plumbline.lab.Realisation;
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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
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

/** The same DNS servers simulated and real, asked the same, from everywhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NameServersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Network NETWORK = NamesWorld.network();
  private static final Environment ENVIRONMENT = NamesWorld.environment();

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

  private final Site site = Site.of(NETWORK, ENVIRONMENT.vantages());

  private Realisation simulated;
  private LocalMachine machine;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  void start(@TempDir Path directory) {
    machine = LocalMachine.start(path -> LabPlan.of(site, path), directory);
    simulated = new SimulatedLabProvider().open(ENVIRONMENT, NETWORK);
  }

  @AfterAll
  void stop() {
    if (simulated != null) {
      simulated.close();
    }
    if (machine != null) {
      machine.close();
    }
  }

  @Test
  void a_resolver_answers_as_simulated() {
    assertSame("10.2.0.4", NamesWorld.INSIDE, List.of("A", "CNAME", "MX"));
    assertSame("203.0.113.4", NamesWorld.VANTAGES, List.of("A"));
  }

  @Test
  void a_resolver_answers_its_clients_alone() {
    assertSame("10.2.0.5", NamesWorld.INSIDE, List.of("A"));
  }

  @Test
  void a_resolver_answers_everybody_from_one_view() {
    assertSame("10.2.0.6", NamesWorld.INSIDE, List.of("A"));
    assertSame("198.51.100.53", List.of("office"), List.of("A", "TXT"));
  }

  @Test
  void an_authoritative_server_answers_as_simulated() {
    assertSame("10.2.0.7", NamesWorld.INSIDE, List.of("A", "CNAME", "SOA"));
    assertSame("10.3.0.53", List.of("office"), List.of("A"));
  }

  @Test
  void a_server_listens_on_ipv6() {
    assertSame("2001:db8:2::4", List.of("office"), List.of("A"));
    assertSame("2001:db8:2::7", List.of("office", "cloud"), List.of("A"));
  }

  @Test
  void two_servers_of_a_host_are_two() {
    assertSame("10.2.0.8", NamesWorld.INSIDE, List.of("A"));
    assertSame("10.2.0.8#5353", NamesWorld.INSIDE, List.of("A"));
  }

  @Test
  void a_resolver_forwards_as_simulated() {
    assertSame("10.2.0.9", NamesWorld.INSIDE, List.of("A"));
    assertSame("10.2.0.10", List.of("office"), List.of("A"));
  }

  @Test
  void an_authoritative_server_forwards_as_simulated() {
    assertSame("10.1.0.53", List.of("office"), List.of("A", "MX"));
    assertSame("10.1.0.54", List.of("office"), List.of("A", "CNAME"));
    assertSame("10.1.0.55", List.of("office", "plant"), List.of("A"));
  }

  @Test
  void another_host_sends_the_questions_of_a_forwarder() {
    assertSame("10.1.0.56", List.of("office"), List.of("A"));
    assertThat(real("office", to("10.1.0.56"), Map.of("q", question("host.corp.example", "A"))))
        .containsEntry("q", "NOERROR rd ra [host.corp.example. a 10.3.0.1]");
    assertThat(real("office", to("10.1.0.56"), Map.of("q", question("www.fabrikam.org", "A"))))
        .containsEntry("q", "SERVFAIL rd ra");
  }

  @Test
  void many_clients_that_wait_for_the_same_answer_all_get_it() {
    Map<String, byte[]> questions = new LinkedHashMap<>();
    for (int i = 0; i < 32; i++) {
      questions.put("client " + i, question("unasked.corp.example", "A"));
    }
    assertThat(real("office", to("10.2.0.9"), questions))
        .hasSize(32)
        .allSatisfy((client, answer) -> assertThat(answer).startsWith("NXDOMAIN"));
  }

  private void assertSame(String server, List<String> vantages, List<String> types) {
    InetSocketAddress to = to(server);
    Map<String, String> differences = new TreeMap<>();
    for (String vantage : vantages) {
      Map<String, byte[]> questions = new LinkedHashMap<>();
      NamesWorld.NAMES.forEach(
          name -> types.forEach(type -> questions.put(name + " " + type, question(name, type))));
      Map<String, CompletableFuture<String>> ours = new LinkedHashMap<>();
      questions.forEach((key, question) -> ours.put(key, simulated(vantage, to, question)));
      Map<String, String> real = real(vantage, to, questions);
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
    assertThat(differences).as("%d differences at %s", differences.size(), server).isEmpty();
  }

  private static InetSocketAddress to(String server) {
    String[] parts = server.split("#");
    return new InetSocketAddress(
        IpAddresses.parse(parts[0]), parts.length == 1 ? 53 : Integer.parseInt(parts[1]));
  }

  private CompletableFuture<String> simulated(
      String vantage, InetSocketAddress server, byte[] question) {
    return simulated
        .transport(vantage, ENVIRONMENT.vantages().get(vantage))
        .exchange(server, question, PATIENCE, a -> a[0] == question[0] && a[1] == question[1])
        .thenApply(
            exchange ->
                exchange instanceof Exchange.Answered answered
                    ? text(answered.datagram())
                    : exchange.toString());
  }

  /** Asks everything at once, from the place of a vantage. */
  private Map<String, String> real(
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
    assertThat(told.path("status").asInt(-1)).as(told.toString()).isZero();
    Map<String, String> answers = new LinkedHashMap<>();
    JsonMapper.shared()
        .readTree(told.get("output").asString())
        .properties()
        .forEach(
            one ->
                answers.put(
                    one.getKey(), text(Base64.getDecoder().decode(one.getValue().asString()))));
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

  /**
   * Without times to live, which caches let age; of what is truncated or failed only that it is.
   */
  private static String text(byte[] answer) {
    try {
      Message message = new Message(answer);
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
            (record.getName() + " " + Type.string(record.getType()) + " " + record.rdataToString())
                .toLowerCase(Locale.ROOT));
      }
      records.sort(null);
      return text.append(' ').append(records).toString();
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }
}
