package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.containers.machine.LocalMachine;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.descriptor.Source;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.HealthObservation.Backend;
import dev.plumbline.vantage.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayProbesTest {

  private static final String NETWORK =
      """
      name: probed
      segments: [{name: subnet, prefixes: 10.1.0.0/16}]
      certificates:
        - {name: api, names: api.test}
        - {name: other, names: other.test}
      hosts:
        - {name: client, segment: subnet, addresses: 10.1.9.4}
        - name: gateway
          segment: subnet
          addresses: 10.1.0.4
          listeners:
            - port: 80
              http:
                hosts:
                  - names: named.test
                    otherwise: {forward: named}
                  - names: nameless.test
                    otherwise: {forward: nameless}
                  - names: three.test
                    otherwise: {forward: three}
                  - names: fewest.test
                    otherwise: {forward: fewest}
                  - names: mistaken.test
                    otherwise: {forward: mistaken}
                  - names: secure.test
                    otherwise: {forward: secure}
          upstreams:
            - {name: named, members: 10.1.0.5, port: 80, host: api.test, probe: {name: named, host: api.test, path: /status, interval: 30s, unhealthy-threshold: 2}}
            - {name: nameless, members: 10.1.0.5, port: 80, host: api.test, probe: {name: nameless, path: /status}}
            - {name: three, members: [10.1.0.5, 10.1.0.9, 10.1.0.6], port: 81, probe: {name: three}}
            - {name: fewest, members: [10.1.0.5, 10.1.0.6], port: 81, probe: {name: fewest, path: /missing, minimum-healthy: 1}}
            - {name: mistaken, members: 10.1.0.5, port: 443, tls: true, host: other.test, probe: {name: mistaken, tls: true, host: other.test}}
            - {name: secure, members: 10.1.0.5, port: 443, tls: true, host: api.test, probe: {name: secure, tls: true, host: api.test, unhealthy-threshold: 2}}
        - name: first
          segment: subnet
          addresses: 10.1.0.5
          listeners:
            - {port: 80, http: {hosts: [{names: api.test, otherwise: {reply: {body: ready}}}]}}
            - {port: 81, http: {hosts: [{routes: [{paths: /missing, handling: {reply: {status: 404}}}], otherwise: {reply: {body: first}}}]}}
            - {port: 443, tls: api, http: {hosts: [{otherwise: {reply: {body: api}}}]}}
        - name: second
          segment: subnet
          addresses: 10.1.0.6
          listeners:
            - {port: 81, http: {hosts: [{routes: [{paths: /missing, handling: {reply: {status: 404}}}], otherwise: {reply: {body: second}}}]}}
        - {name: dead, segment: subnet, addresses: 10.1.0.9}
      """;

  private static final Instant START = Instant.EPOCH;

  @TempDir static Path directory;

  private static Network network;
  private static ServedNetwork served;
  private GatewayProbes probes;

  @BeforeAll
  static void serve() {
    network = Networks.read(Source.of("probed.yaml", NETWORK)).value();
    served = ServedNetwork.start(network, directory);
  }

  @AfterAll
  static void end() {
    served.close();
  }

  @BeforeEach
  void start() {
    run("rm -f run/pool-*");
    LocalMachine machine = served.machine();
    probes =
        new GatewayProbes(
            Site.of(network, Map.of()),
            host -> Transport.socks5(machine.socks(), "host:" + host.name(), machine.secret()),
            this::run,
            START);
  }

  @AfterEach
  void stop() {
    probes.close();
  }

  private void run(String script) {
    try {
      Process process =
          new ProcessBuilder("sh", "-c", script)
              .directory(served.directory().toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(said).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String get(String host) throws IOException {
    return BothServers.exchange(
        served.connect("client", "10.1.0.4", 80),
        "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host));
  }

  private Backend only(String probe) {
    List<Backend> backends = probes.backends(probe).orElseThrow();
    assertThat(backends).hasSize(1);
    return backends.get(0);
  }

  @Test
  void nobody_is_asked_before_a_probe_has_found_it_healthy() throws IOException {
    assertThat(get("named.test")).startsWith("HTTP/1.1 502");
    assertThat(only("named").reason()).isEqualTo("not probed yet");
    probes.runDue(START);
    assertThat(get("named.test")).startsWith("HTTP/1.1 200").endsWith("ready");
    assertThat(only("named").reason()).isEqualTo("Success. Received 200 status code");
  }

  @Test
  void a_probe_without_the_name_that_the_backend_answers_to_costs_the_callers() throws IOException {
    probes.runDue(START);
    assertThat(only("nameless").healthy()).isFalse();
    assertThat(only("nameless").reason())
        .isEqualTo(
            "Status code of the backend's HTTP response did not match the probe setting. Expected:{200-399} Received:{404}.");
    assertThat(get("nameless.test")).startsWith("HTTP/1.1 502");
  }

  @Test
  void the_healthy_members_take_turns_and_the_others_are_passed_over() throws IOException {
    probes.runDue(START);
    assertThat(probes.backends("three").orElseThrow())
        .extracting(Backend::healthy)
        .containsExactly(true, false, true);
    assertThat(probes.backends("three").orElseThrow().get(1).reason())
        .startsWith("The gateway could not connect to the backend.")
        .contains("10.1.0.9:81");
    for (int i = 0; i < 2; i++) {
      assertThat(get("three.test")).endsWith("first");
      assertThat(get("three.test")).endsWith("second");
    }
  }

  @Test
  void the_fewest_are_asked_whatever_the_probe_finds() throws IOException {
    probes.runDue(START);
    assertThat(probes.backends("fewest").orElseThrow()).noneMatch(Backend::healthy);
    assertThat(get("fewest.test")).endsWith("first");
    assertThat(get("fewest.test")).endsWith("first");
  }

  @Test
  void a_certificate_for_another_name_is_found_by_probe_and_traffic() throws IOException {
    probes.runDue(START);
    assertThat(only("mistaken").reason())
        .startsWith("The Common Name of the leaf certificate presented by the backend does not");
    assertThat(get("mistaken.test")).startsWith("HTTP/1.1 502");
  }

  @Test
  void so_many_bad_answers_make_a_member_unhealthy_and_one_good_one_healthy() throws IOException {
    probes.runDue(START);
    run("mkdir kept && cp tls/0.* kept && cp tls/1.pem tls/0.pem && cp tls/1.key tls/0.key");
    probes.runDue(after(30));
    assertThat(only("secure").healthy()).isTrue();
    assertThat(only("secure").failuresInARow()).isEqualTo(1);
    probes.runDue(after(60));
    assertThat(only("secure").healthy()).isFalse();
    run("cp kept/0.* tls");
    assertThat(get("secure.test")).startsWith("HTTP/1.1 502");
    probes.runDue(after(90));
    assertThat(only("secure").healthy()).isTrue();
    assertThat(get("secure.test")).endsWith("api");
  }

  /** Returns the time after the start. */
  private static Instant after(long seconds) {
    return START.plus(Duration.ofSeconds(seconds));
  }
}
