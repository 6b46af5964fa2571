package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Handling;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestLogTest {

  private static final String FILE = "log/arrivals.jsonl";

  private static final String ARRIVAL =
      """
      {"host": "h0", "method": "GET", "target": "/a", "headers": [["Host", "api"], ["X-Plumbline-Request", "id-1"]], "source": "10.0.0.4", "sni": null, "port": 443}
      """;

  private final Map<String, String> files = new HashMap<>(Map.of(FILE, ""));
  private final ArrivalLog log =
      new ArrivalLog(
          site(
              Network.builder("logged")
                  .segment("all", "10.0.0.0/24")
                  .host("api", "all", "10.0.0.5", host -> host.http(80, Handling.echoing()))
                  .host("gateway", "all", "10.0.0.6", host -> host.http(80, Handling.echoing()))
                  .host("bytes", "all", "10.0.0.7", host -> host.tcp(80))
                  .build()),
          this::read);

  private static Site site(Network network) {
    return Site.of(network, Map.of());
  }

  private byte[] read(String path, long from) {
    String text = files.get(path);
    if (text == null) {
      throw new LabException("there is no file " + path);
    }
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return from >= all.length ? new byte[0] : Arrays.copyOfRange(all, (int) from, all.length);
  }

  private void write(String lines) {
    files.merge(FILE, lines, String::concat);
  }

  @Test
  void tells_what_arrived_as_it_comes() {
    assertThat(log.at("api")).isEmpty();
    write(ARRIVAL);
    assertThat(log.at("api")).extracting(Arrival::target).containsExactly("/a");
    assertThat(log.at("gateway")).isEmpty();
    assertThat(log.at("bytes")).isEmpty();
  }

  @Test
  void tells_where_a_request_has_been_in_that_order() {
    write(ARRIVAL.replace("h0", "h1") + ARRIVAL);
    assertThat(log.hostsOf("id-1")).containsExactly("gateway", "api");
    assertThat(log.hostsOf("id-2")).isEmpty();
  }

  @Test
  void bytes_that_are_no_ascii_are_characters_of_latin_1_as_in_headers() {
    write(ARRIVAL.replace("/a", "/\\u00e4\\u0001\\\""));
    assertThat(log.at("api")).extracting(Arrival::target).containsExactly("/\u00e4\u0001\"");
  }

  @Test
  void a_log_that_was_cut_is_an_error_for_good() {
    write(ARRIVAL);
    assertThat(log.hostsOf("id-1")).containsExactly("api");
    files.put(FILE, ARRIVAL.replace("id-1", "id-2").repeat(2));
    assertThatThrownBy(() -> log.hostsOf("id-3"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("log/arrivals.jsonl is no longer what it was");
    files.put(FILE, ARRIVAL);
    assertThatThrownBy(() -> log.at("api"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("log/arrivals.jsonl is no longer what it was");
  }

  @Test
  void a_line_that_cannot_be_read_is_an_error_for_good() {
    write(ARRIVAL.replace("target", "tar get"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> log.at("gateway"))
          .isInstanceOf(LabException.class)
          .hasMessageStartingWith("log/arrivals.jsonl has a line that cannot be read: ");
    }
  }

  @Test
  void a_line_of_a_host_that_is_none_is_an_error() {
    write(ARRIVAL.replace("h0", "h2"));
    assertThatThrownBy(() -> log.at("api"))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("log/arrivals.jsonl has a line of a host that does not serve HTTP");
  }

  @Test
  void a_file_that_is_missing_is_an_error_but_where_nobody_serves_http() {
    files.clear();
    assertThatThrownBy(() -> log.at("api"))
        .isInstanceOf(LabException.class)
        .hasMessage("there is no file log/arrivals.jsonl");
    Network silent = Network.builder("silent").segment("all", "10.0.0.0/24").build();
    assertThat(new ArrivalLog(site(silent), this::read).at("nobody")).isEmpty();
  }

  @Test
  void nothing_is_forgotten_to_make_room() {
    write(ARRIVAL.repeat(20_000));
    assertThat(log.at("api")).hasSize(20_000);
    write(ARRIVAL);
    assertThatThrownBy(() -> log.at("gateway"))
        .isInstanceOf(LabException.class)
        .hasMessage(
            "more than 20000 requests of host \"api\" are in log/arrivals.jsonl, and the lab keeps no more: what came later would look as if it had never come. Ask in a lab of its own, before so many come");
  }
}
