package dev.plumbline.azure.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.plumbline.azure.arm.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What API Management tells of its network. */
class ServiceStatusTest {

  private static final String SERVICE = RawClient.id(ResourceTypes.API_MANAGEMENT, "shop-apis");
  private static final String VERSION = "?api-version=2022-08-01";

  private static SimulatedResourceManager manager;
  private static RawClient client;

  @BeforeAll
  static void start() {
    manager = SimulatedResourceManager.start(Shop.ESTATE.topology());
    client = new RawClient(manager);
  }

  @AfterAll
  static void stop() {
    manager.close();
  }

  private static void hasMetricsDenied(JsonNode status) {
    List<JsonNode> all = new ArrayList<>();
    status.path("connectivityStatus").forEach(all::add);
    assertThat(all)
        .extracting(
            one -> one.path("resourceType").asString(),
            one -> one.path("status").asString(),
            one -> one.path("isOptional").asBoolean())
        .contains(
            tuple("BlobStorage", "success", false),
            tuple("SQLDatabase", "success", false),
            tuple("Metrics", "failure", true));
    assertThat(all)
        .filteredOn(one -> one.path("resourceType").asString().equals("Metrics"))
        .extracting(one -> one.path("error").asString())
        .allMatch(error -> error.contains("DenyMetrics"));
  }

  @Test
  void the_network_status_tells_which_dependencies_a_rule_stops() {
    JsonNode regions = client.get(SERVICE + "/networkstatus" + VERSION).json();

    assertThat(regions).hasSize(1);
    assertThat(regions.get(0).path("location").asString()).isEqualTo("westeurope");
    hasMetricsDenied(regions.get(0).path("networkStatus"));
  }

  @Test
  void the_network_status_of_one_location_is_that_alone() {
    hasMetricsDenied(
        client.get(SERVICE + "/locations/West%20Europe/networkstatus" + VERSION).json());
    RawClient.Answer other = client.get(SERVICE + "/locations/eastus/networkstatus" + VERSION);
    assertThat(other.status()).isEqualTo(404);
    assertThat(other.message())
        .isEqualTo("API Management service 'shop-apis' has no location 'eastus'.");
  }

  private static JsonNode check(String protocol, String address, int port, String more) {
    RawClient.Answer begun =
        client.post(
            SERVICE + "/connectivityCheck" + VERSION,
            """
            {"source": {"region": "West Europe", "instance": 0},
             "destination": {"address": "%s", "port": %d}, "protocol": "%s"%s}
            """
                .formatted(address, port, protocol, more));
    assertThat(begun.status()).isEqualTo(202);
    assertThat(begun.header("Location")).contains("/connectivityCheck/operationResults/");
    return client.result(begun);
  }

  @Test
  void a_connectivity_check_starts_at_an_instance_and_says_what_it_reaches() {
    JsonNode open = check("TCP", "10.1.2.10", 8080, "");
    assertThat(open.path("connectionStatus").asString()).isEqualTo("Reachable");
    assertThat(open.path("hops").get(0).path("address").asString()).isEqualTo("10.1.3.4");

    JsonNode closed = check("TCP", "10.1.2.10", 9999, "");
    assertThat(closed.path("connectionStatus").asString()).isEqualTo("Unreachable");
    assertThat(closed.path("probesFailed").asInt()).isEqualTo(3);
  }

  @Test
  void a_connectivity_check_over_http_wants_a_status() {
    String configuration =
        ", \"protocolConfiguration\": {\"HTTPConfiguration\": {\"method\": \"GET\","
            + " \"validStatusCodes\": [%d]}}";

    assertThat(
            check("HTTP", "http://10.1.2.10/", 8080, configuration.formatted(200))
                .path("connectionStatus")
                .asString())
        .isEqualTo("Reachable");
    JsonNode other = check("HTTP", "http://10.1.2.10/", 8080, configuration.formatted(204));
    assertThat(other.path("connectionStatus").asString()).isEqualTo("Unreachable");
    assertThat(other.path("hops").get(1).path("issues").get(0).path("context").toString())
        .contains("status 200");
  }

  @Test
  void a_connectivity_check_is_refused_where_the_service_is_not() {
    RawClient.Answer answer =
        client.post(
            SERVICE + "/connectivityCheck" + VERSION,
            """
            {"source": {"region": "eastus"}, "destination": {"address": "10.1.2.10", "port": 443}}
            """);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("The service has no region 'eastus'.");
  }
}
