package dev.plumbline.containers.machine;

import dev.plumbline.lab.LabException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the control server of a machine. What goes wrong with the machine is a {@link LabException}
 * that says how it has ended, and never an answer.
 */
public final class Control {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int UNAUTHORIZED = 401;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** How long the machine may take over its own part of an exchange. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /** Longer than a command may run there. */
  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(70);

  /** One for all labs: it has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(CONNECT)
          .build();

  private final Machine machine;

  /** Makes one that asks a machine. Nothing is asked yet. */
  public Control(Machine machine) {
    this.machine = machine;
  }

  /** How an exchange of datagrams ended. */
  enum End {
    ANSWERED,
    REFUSED,
    NO_ROUTE,
    TIMED_OUT
  }

  /**
   * An exchange of datagrams.
   *
   * @param end how it ended
   * @param datagram the answer; empty when there was none
   */
  record Exchanged(End end, byte[] datagram) {}

  /**
   * What a command came to.
   *
   * @param status its exit status; negative for the signal that ended it
   * @param output what it said, errors included
   */
  record Ran(int status, String output) {}

  /**
   * A program of the machine.
   *
   * @param name its name in the plan
   * @param namespace the namespace it runs in; empty for the one of all origins
   * @param pid its process there
   * @param ended whether it has ended
   * @param lastLines what it said last, when it has ended
   */
  record Program(String name, String namespace, long pid, boolean ended, List<String> lastLines) {}

  /**
   * How a machine is.
   *
   * @param phase {@code starting} or {@code ready}
   * @param trouble what of the network is no longer there; null when it is whole
   * @param notes what has gone wrong on the machine itself
   * @param programs what runs
   */
  record State(
      String phase, @Nullable String trouble, List<String> notes, List<Program> programs) {}

  /**
   * Sends a datagram from a place, and awaits an answer that begins with the same two bytes.
   *
   * @return completed exceptionally with a {@link LabException} when the machine could not do it
   */
  CompletableFuture<Exchanged> exchange(
      String place, InetSocketAddress destination, byte[] datagram, Duration timeout) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("place", place);
    asked.put("address", destination.getAddress().getHostAddress());
    asked.put("port", destination.getPort());
    asked.put("datagram", Base64.getEncoder().encodeToString(datagram));
    asked.put("timeout", timeout.toNanos() / 1e6);
    return send(post("/exchange", asked, timeout.plus(MARGIN))).thenApply(this::exchanged);
  }

  private Exchanged exchanged(HttpResponse<byte[]> response) {
    JsonNode told = json(response);
    String outcome = told.path("outcome").asString("");
    End end =
        switch (outcome) {
          case "answered" -> End.ANSWERED;
          case "refused" -> End.REFUSED;
          case "no-route" -> End.NO_ROUTE;
          case "timed-out" -> End.TIMED_OUT;
          default ->
              throw failure(
                  told.path("detail").asString("an outcome \"" + outcome + "\""), null, false);
        };
    return new Exchanged(end, Base64.getDecoder().decode(told.path("datagram").asString("")));
  }

  /**
   * Returns the bytes of a file below the machine's directory, from an offset on; empty when there
   * is no such file.
   */
  public Optional<byte[]> read(String path, long from) {
    HttpResponse<byte[]> response =
        get(send(request(file(path) + "?from=" + from, MARGIN).GET().build()));
    return response.statusCode() == 404
        ? Optional.empty()
        : Optional.of(expect(response, 200).body());
  }

  /** Writes a file below the machine's directory, with the directories it needs. */
  public void write(String path, byte[] content) {
    expect(
        get(send(request(file(path), MARGIN).PUT(BodyPublishers.ofByteArray(content)).build())),
        204);
  }

  /**
   * Runs a command on the machine, for a minute at most.
   *
   * @param namespace where; empty for the container itself
   */
  Ran run(String namespace, List<String> command, String input) {
    Map<String, Object> asked = new LinkedHashMap<>();
    asked.put("namespace", namespace);
    asked.put("command", command);
    asked.put("input", input);
    JsonNode told = json(get(send(post("/run", asked, LONGEST_COMMAND))));
    return new Ran(told.path("status").asInt(-1), told.path("output").asString(""));
  }

  /**
   * Runs a command that must succeed, and returns what it said.
   *
   * @param namespace where; empty for the container itself
   * @throws LabException when its exit status is another than 0
   */
  public String require(String namespace, List<String> command, String input) {
    Ran ran = run(namespace, command, input);
    if (ran.status() != 0) {
      throw new LabException(
          "%s failed with status %d on the lab's machine: %s\n%s"
              .formatted(command, ran.status(), ran.output().strip(), input));
    }
    return ran.output();
  }

  /** Returns how the machine is. */
  public State state() {
    return get(stateSoon());
  }

  /** Returns how the machine is; completed exceptionally with a {@link LabException} when dead. */
  CompletableFuture<State> stateSoon() {
    return send(request("/state", MARGIN).GET().build()).thenApply(this::state);
  }

  private State state(HttpResponse<byte[]> response) {
    JsonNode told = json(response);
    List<Program> programs = new ArrayList<>();
    for (JsonNode one : told.path("services")) {
      programs.add(
          new Program(
              one.path("name").asString(""),
              one.path("namespace").asString(""),
              one.path("pid").asLong(-1),
              !one.path("status").isNull(),
              texts(one.path("lastLines"))));
    }
    JsonNode trouble = told.path("trouble");
    return new State(
        told.path("state").asString(""),
        trouble.isString() ? trouble.asString() : null,
        texts(told.path("notes")),
        programs);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(one -> texts.add(one.asString("")));
    return texts;
  }

  private static String file(String path) {
    try {
      return new URI(null, null, "/files/" + path, null).getRawPath();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("\"" + path + "\" is no path of a file", e);
    }
  }

  private HttpRequest post(String path, Map<String, Object> asked, Duration patience) {
    return request(path, patience)
        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(asked)))
        .build();
  }

  private HttpRequest.Builder request(String path, Duration patience) {
    InetSocketAddress at = machine.control();
    String address = at.getAddress().getHostAddress();
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    return HttpRequest.newBuilder(URI.create("http://" + host + ":" + at.getPort() + path))
        .timeout(patience)
        .header("Authorization", "Bearer " + machine.secret());
  }

  private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
    return CLIENT
        .sendAsync(request, BodyHandlers.ofByteArray())
        .handle(
            (response, error) -> {
              if (response != null) {
                return response;
              }
              Throwable cause = error instanceof CompletionException ? error.getCause() : error;
              throw failure(String.valueOf(cause), cause, cause instanceof IOException);
            });
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    byte[] body = expect(response, 200).body();
    try {
      return JSON.readTree(body);
    } catch (JacksonException e) {
      throw failure("its answer is not JSON: " + e.getOriginalMessage(), e, false);
    }
  }

  private HttpResponse<byte[]> expect(HttpResponse<byte[]> response, int status) {
    if (response.statusCode() != status) {
      // One that does not know the secret is another machine, at the address of one that has gone.
      boolean stranger = response.statusCode() == UNAUTHORIZED;
      throw failure(
          response.request().method()
              + " "
              + response.uri().getPath()
              + " was answered "
              + response.statusCode()
              + " "
              + new String(response.body(), StandardCharsets.UTF_8).strip(),
          null,
          stranger);
    }
    return response;
  }

  /**
   * Returns what went wrong.
   *
   * @param mayHaveEnded whether it looks as if the machine were no longer there
   */
  private LabException failure(String what, @Nullable Throwable cause, boolean mayHaveEnded) {
    String ended = mayHaveEnded ? machine.endedSoon().orElse(null) : null;
    return new LabException(
        ended != null ? "the lab's machine is gone: " + ended : "the lab's machine: " + what,
        cause);
  }

  private static <T> T get(CompletableFuture<T> result) {
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LabException trouble) {
        // With the stack of who asked.
        throw new LabException(String.valueOf(trouble.getMessage()), trouble);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while the lab's machine was asked", e);
    }
  }
}
