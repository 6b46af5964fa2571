package dev.plumbline.containers.machine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.lab.LabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A machine that has ended, and what is at its address now. */
class ControlTest implements Machine {

  private HttpServer there;

  private Control answering(int status, String body) throws IOException {
    there = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    there.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    there.start();
    return new Control(this);
  }

  @AfterEach
  @Override
  public void close() {
    there.stop(0);
  }

  @Test
  void one_that_does_not_know_the_secret_is_another_machine() throws IOException {
    assertThatThrownBy(answering(401, "who are you?")::state)
        .isInstanceOf(LabException.class)
        .hasMessage("the lab's machine is gone: it was killed");
  }

  @Test
  void one_that_is_not_there_has_ended() throws IOException {
    Control control = answering(200, "{}");
    there.stop(0);
    assertThatThrownBy(control::state)
        .isInstanceOf(LabException.class)
        .hasMessage("the lab's machine is gone: it was killed");
  }

  @Test
  void what_an_answer_says_is_not_taken_for_its_status() throws IOException {
    assertThatThrownBy(answering(500, "GET /x was answered 401 there")::state)
        .isInstanceOf(LabException.class)
        .hasMessage("the lab's machine: GET /state was answered 500 GET /x was answered 401 there");
  }

  @Override
  public InetSocketAddress socks() {
    throw new AssertionError("nobody looks out from here");
  }

  @Override
  public InetSocketAddress control() {
    return there.getAddress();
  }

  @Override
  public String secret() {
    return "secret";
  }

  @Override
  public List<String> lastLines() {
    return List.of();
  }

  @Override
  public Optional<String> ended() {
    return Optional.of("it was killed");
  }
}
