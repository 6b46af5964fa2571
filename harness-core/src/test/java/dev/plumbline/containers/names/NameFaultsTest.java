package dev.plumbline.containers.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.machine.AnsweringMachine;
import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** When a fault of a name counts as in force, on a machine whose name server is slow to read. */
class NameFaultsTest {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final Network NETWORK =
      Network.builder("slow")
          .segment("lan", "10.0.0.0/24")
          .host("names", "lan", "10.0.0.5", h -> h.dns())
          .zone("contoso.net", "www A 192.0.2.1", "other A 192.0.2.2")
          .build();

  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** How often the server still says what it said before. */
  private volatile int old;

  private AnsweringMachine machine;

  @BeforeEach
  void start() throws IOException {
    machine =
        AnsweringMachine.start(
            exchange -> {
              byte[] given = exchange.getRequestBody().readAllBytes();
              boolean file = exchange.getRequestMethod().equals("PUT");
              JsonNode body = file ? JSON.createObjectNode() : JSON.readTree(given);
              List<String> command = new ArrayList<>();
              body.path("command").forEach(word -> command.add(word.asString()));
              asked.add(
                  file ? exchange.getRequestURI().getPath() : command.get(command.size() - 1));
              byte[] answer =
                  file
                      ? new byte[0]
                      : JSON.writeValueAsBytes(Map.of("status", 0, "output", said(command, body)));
              exchange.sendResponseHeaders(file ? 204 : 200, file ? -1 : answer.length);
              if (!file) {
                exchange.getResponseBody().write(answer);
              }
              exchange.close();
            },
            null);
  }

  @AfterEach
  void stop() {
    machine.close();
  }

  private String said(List<String> command, JsonNode body) {
    if (!command.contains(NameServers.ASKING)) {
      return "";
    }
    String address = old-- > 0 ? "192.0.2.1" : "192.0.2.66";
    List<String> answers = new ArrayList<>();
    for (JsonNode one : JSON.readTree(body.path("input").asString())) {
      try {
        Message message = new Message(Base64.getDecoder().decode(one.path("question").asString()));
        if (message.getQuestion().getType() == Type.A) {
          message.addRecord(
              new ARecord(
                  message.getQuestion().getName(), DClass.IN, 300, InetAddress.getByName(address)),
              Section.ANSWER);
        }
        answers.add(Base64.getEncoder().encodeToString(message.toWire()));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    return JSON.writeValueAsString(answers);
  }

  private NameFaults faults(Duration patience) {
    return new NameFaults(Site.of(NETWORK, Map.of()), new Control(machine), patience);
  }

  @Test
  void a_fault_is_in_force_when_the_server_answers_so_and_not_before() {
    NameFaults faults = faults(Duration.ofMinutes(1));
    Set<Fault> wrong = Set.of(Fault.wrongAnswer("www.contoso.net", "192.0.2.66"));
    old = 3;
    assertThat(faults.apply(wrong)).isTrue();
    assertThat(asked)
        .containsExactly(
            "/files/named-h0-53-0/view-0/contoso.net.zone",
            "reload",
            "5300",
            "5300",
            "5300",
            "5300");
    assertThat(faults.apply(wrong)).as("in force already").isFalse();
    assertThat(asked).hasSize(6);
  }

  @Test
  void a_server_that_goes_on_as_before_is_named_and_told_again() {
    NameFaults faults = faults(Duration.ZERO);
    Set<Fault> wrong = Set.of(Fault.wrongAnswer("www.contoso.net", "192.0.2.66"));
    old = 2;
    assertThatThrownBy(() -> faults.apply(wrong))
        .isInstanceOf(LabException.class)
        .hasMessage(
            """
            named-h0-53-0 has not come to answer as its zones say:
              - asked for A of www.contoso.net. it says A [300 192.0.2.1] and not A [300 192.0.2.66]""");
    asked.clear();
    old = 0;
    assertThat(faults.apply(wrong)).isTrue();
    assertThat(asked).as("every file, since nobody knows").hasSize(4).contains("reload");
  }
}
