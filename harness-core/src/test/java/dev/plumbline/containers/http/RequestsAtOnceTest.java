package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.AccessRecord;
import dev.plumbline.observation.HttpObservation.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has the answer to a request finds the request written down, however much is going on. */
class RequestsAtOnceTest {

  private static final String NETWORK =
      """
      name: busy
      segments: [{name: subnet, prefixes: 10.1.0.0/16}]
      hosts:
        - {name: client, segment: subnet, addresses: 10.1.9.4}
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                on-unknown-host: close
                hosts:
                  - names: api.test
                    routes:
                      - {paths: /fixed, handling: {reply: {status: 200, body: fixed}}}
                      - {paths: /nothing, handling: {reply: {status: 204}}}
                      - {paths: /moved, handling: {redirect: 'https://api.test/'}}
                      - {paths: /passed, handling: {forward: site}}
                      - {paths: /down, handling: {forward: down}}
          upstreams:
            - {name: site, members: 10.1.0.5, port: 80}
            - {name: down, members: 10.1.0.5, port: 81}
        - name: site
          segment: subnet
          addresses: 10.1.0.5
          listeners: [{port: 80, http: {hosts: [{otherwise: {echo: true}}]}}]
      """;

  private static final Pattern LENGTH = Pattern.compile("(?i)\\r\\nContent-Length: (\\d+)\\r\\n");
  private static final String MARK = "X-Mark";
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 40;

  private static final List<String> REQUESTS =
      List.of(
          "GET /fixed HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "GET /nothing HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "GET /moved HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "GET /passed HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "HEAD /passed HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "GET /down HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          "GET /unknown HTTP/1.1\r\nHost: api.test\r\n%s\r\n",
          // What nginx refuses to take is what it still waits for when it has answered.
          "POST /moved HTTP/1.1\r\nHost: api.test\r\n%sContent-Length: 1000000\r\n\r\nhalf",
          "POST /moved HTTP/1.1\r\nHost: api.test\r\n%sContent-Length: 2000000\r\n\r\nhalf",
          "GET /%%zz HTTP/1.1\r\n%sHost: api.test\r\n\r\n",
          "GET /fixed HTTP/1.1\r\n%s\r\n",
          "GET /fixed HTTP/1.1\r\n%sHost: unknown.test\r\n\r\n");

  @TempDir Path directory;

  @Test
  void what_is_answered_is_written_down() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    Network network = Networks.read(Source.of("busy.yaml", NETWORK)).value();
    try (ServedNetwork served = ServedNetwork.start(network, directory)) {
      Site site = Site.of(network, Map.of());
      ArrivalLog arrivals = new ArrivalLog(site, served::read);
      AccessLog access = new AccessLog(site, served::read);
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "client" + client + "-";
        all.add(
            clients.submit(
                () -> {
                  for (int round = 0; round < ROUNDS; round++) {
                    for (int i = 0; i < REQUESTS.size(); i++) {
                      String mark = name + round + "-" + i;
                      ask(served, REQUESTS.get(i), mark, arrivals, access);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : all) {
        one.get(2, TimeUnit.MINUTES);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static void ask(
      ServedNetwork served, String request, String mark, ArrivalLog arrivals, AccessLog access)
      throws IOException {
    Header header = new Header(MARK, mark);
    try (Socket socket = served.connect("client", "10.1.0.4", 80)) {
      socket
          .getOutputStream()
          .write(request.formatted(header + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String head = answer(socket.getInputStream(), request.startsWith("HEAD"));
      if (request.contains("%%zz")) {
        // Its header lines are not read.
        assertThat(arrivals.at("gateway")).anyMatch(arrival -> arrival.target().equals("/%zz"));
        return;
      }
      assertThat(arrivals.at("gateway"))
          .as("arrivals when %s was answered %s", request, head)
          .anyMatch(arrival -> arrival.headers().contains(header));
      assertThat(access.of("gateway"))
          .as("the access log when %s was answered %s", request, head)
          .filteredOn(record -> record.headers().contains(header))
          .singleElement()
          .extracting(AccessRecord::status)
          .isEqualTo(head.isEmpty() ? 0 : Integer.parseInt(head.substring(9, 12)));
    }
  }

  /** Returns the head of an answer, when all of the answer has come; nothing when none does. */
  private static String answer(InputStream in, boolean withoutBody) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        assertThat(head.size()).isZero();
        return "";
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.US_ASCII);
    Matcher length = LENGTH.matcher(text);
    if (!withoutBody && length.find()) {
      int bytes = Integer.parseInt(length.group(1));
      assertThat(in.readNBytes(bytes)).hasSize(bytes);
    }
    return text;
  }
}
