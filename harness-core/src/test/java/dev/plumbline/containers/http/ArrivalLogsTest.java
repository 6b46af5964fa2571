package dev.plumbline.containers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.containers.plan.Plan;
import dev.plumbline.lab.Arrival;
import dev.plumbline.lab.LabException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrivalLogsTest {

  private static final String ARRIVAL =
      """
      {"method": "GET", "target": "/a", "headers": [["Host", "api"], ["X-Plumbline-Request", "id-1"]], "source": "10.0.0.4", "sni": null, "port": 443}
      """;

  private final Map<String, String> files =
      new HashMap<>(Map.of("log/arrivals-h1.jsonl", "", "log/access-h1.jsonl", ""));
  private final ArrivalLogs logs =
      new ArrivalLogs(List.of(new Plan.Origin("api", "h1", List.of(), List.of())), this::read);

  private byte[] read(String path, long from) {
    String text = files.get(path);
    if (text == null) {
      throw new LabException("there is no file " + path);
    }
    byte[] all = text.getBytes(StandardCharsets.UTF_8);
    return from >= all.length ? new byte[0] : Arrays.copyOfRange(all, (int) from, all.length);
  }

  @Test
  void tells_what_arrived_as_it_comes() {
    assertThat(logs.at("api")).isEmpty();
    files.merge("log/arrivals-h1.jsonl", ARRIVAL, String::concat);
    files.merge("log/access-h1.jsonl", "{\"origin\":\"1\"}\n", String::concat);
    assertThat(logs.at("api")).extracting(Arrival::target).containsExactly("/a");
    assertThat(logs.hostsOf("x-plumbline-request", "id-1")).containsExactly("api");
    assertThat(logs.hostsOf("x-plumbline-request", "id-2")).isEmpty();
  }

  @Test
  void does_not_tell_a_part_of_what_arrived_for_all_of_it() {
    files.merge("log/arrivals-h1.jsonl", ARRIVAL, String::concat);
    files.merge("log/access-h1.jsonl", "{\"origin\":\"\"}\n", String::concat);
    assertThatThrownBy(() -> logs.at("api"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("1 requests at host \"api\"");
    assertThatThrownBy(() -> logs.at("gateway"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("host \"gateway\"");
  }

  @Test
  void a_log_that_is_missing_cut_or_broken_is_an_error() {
    files.merge("log/arrivals-h1.jsonl", ARRIVAL, String::concat);
    assertThat(logs.hostsOf("x-plumbline-request", "id-1")).containsExactly("api");
    files.put("log/arrivals-h1.jsonl", ARRIVAL.replace("id-1", "id-2").repeat(2));
    assertThatThrownBy(() -> logs.hostsOf("x-plumbline-request", "id-3"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("no longer what it was");
    files.remove("log/arrivals-h1.jsonl");
    assertThatThrownBy(() -> logs.at("api")).isInstanceOf(LabException.class);
  }
}
