package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.lab.LabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A machine that has ended, and what is at its address now. */
class ControlTest {

  private static AnsweringMachine there(int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return AnsweringMachine.start(
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        },
        "it was killed");
  }

  @Test
  void one_that_does_not_know_the_secret_is_another_machine() throws IOException {
    try (AnsweringMachine there = there(401, "who are you?")) {
      assertThatThrownBy(new Control(there)::state)
          .isInstanceOf(LabException.class)
          .hasMessage("the lab's machine is gone: it was killed");
    }
  }

  @Test
  void one_that_is_not_there_has_ended() throws IOException {
    AnsweringMachine there = there(200, "{}");
    there.close();
    assertThatThrownBy(new Control(there)::state)
        .isInstanceOf(LabException.class)
        .hasMessage("the lab's machine is gone: it was killed");
  }

  @Test
  void what_an_answer_says_is_not_taken_for_its_status() throws IOException {
    try (AnsweringMachine there = there(500, "GET /x was answered 401 there")) {
      assertThatThrownBy(new Control(there)::state)
          .isInstanceOf(LabException.class)
          .hasMessage(
              "the lab's machine: GET /state was answered 500 GET /x was answered 401 there");
    }
  }
}
