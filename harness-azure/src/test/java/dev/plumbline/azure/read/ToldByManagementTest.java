package dev.plumbline.azure.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.azure.management.SimulatedResourceManager;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.NetworkInterface;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** What the simulated management tells of a topology is read back into an equal one. */
class ToldByManagementTest {

  @TempDir Path folder;

  private static ArrayNode told(AzureTopology topology) throws IOException {
    ArrayNode all = JsonMapper.shared().createArrayNode();
    try (SimulatedResourceManager manager =
        SimulatedResourceManager.builder(topology).pageSize(7).start()) {
      new Reader(manager).everything().forEach(all::add);
    }
    return all;
  }

  private AzureTopology read(ArrayNode told, String name) throws IOException {
    Path file = Files.writeString(folder.resolve("told.json"), told.toString());
    return Topology.from(TopologyOptions.defaults().withName(name), file).model();
  }

  /** Reads everything there is, as a client would that knows nothing but the rules of lists. */
  private static final class Reader {

    private static final Map<String, List<String>> PARTS =
        Map.of(
            "microsoft.apimanagement/service", List.of("apis"),
            "microsoft.network/privateendpoints", List.of("privateDnsZoneGroups"),
            "microsoft.network/privatednszones", List.of("ALL"),
            "microsoft.network/dnszones", List.of("recordsets"),
            "microsoft.network/dnsforwardingrulesets",
                List.of("forwardingRules", "virtualNetworkLinks"),
            "microsoft.network/firewallpolicies", List.of("ruleCollectionGroups"),
            "microsoft.avs/privateclouds", List.of("workloadNetworks/default/segments"));

    private static final Map<String, String> VERSIONS =
        Map.of(
            "microsoft.apimanagement/service", "2024-05-01",
            "microsoft.network/privatednszones", "2024-06-01",
            "microsoft.network/dnszones", "2018-05-01",
            "microsoft.network/dnsresolvers", "2022-07-01",
            "microsoft.network/dnsforwardingrulesets", "2022-07-01",
            "microsoft.network/trafficmanagerprofiles", "2022-04-01",
            "microsoft.avs/privateclouds", "2023-09-01",
            "microsoft.compute/virtualmachines", "2024-07-01",
            "microsoft.operationalinsights/workspaces", "2023-09-01");

    private final SimulatedResourceManager manager;
    private final OkHttpClient http;

    Reader(SimulatedResourceManager manager) {
      this.manager = manager;
      HandshakeCertificates trust =
          new HandshakeCertificates.Builder()
              .addTrustedCertificate(manager.certificateAuthority())
              .build();
      this.http =
          new OkHttpClient.Builder()
              .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
              .build();
    }

    List<JsonNode> everything() throws IOException {
      List<JsonNode> all = new ArrayList<>();
      for (JsonNode one :
          list("/subscriptions/" + manager.subscription() + "/resources?api-version=2021-04-01")) {
        String id = one.path("id").asString();
        String type = one.path("type").asString().toLowerCase(Locale.ROOT);
        String root = String.join("/", List.of(type.split("/")).subList(0, 2));
        String version = "?api-version=" + VERSIONS.getOrDefault(root, "2024-05-01");
        all.add(get(manager.resourceManager() + id.replace(" ", "%20") + version));
        for (String part : PARTS.getOrDefault(type, List.of())) {
          all.addAll(list(id.replace(" ", "%20") + "/" + part + version));
        }
      }
      return all;
    }

    private List<JsonNode> list(String path) throws IOException {
      List<JsonNode> all = new ArrayList<>();
      String next = manager.resourceManager() + path;
      while (!next.isEmpty()) {
        JsonNode page = get(next);
        page.path("value").forEach(all::add);
        next = page.path("nextLink").asString("");
      }
      return all;
    }

    private JsonNode get(String url) throws IOException {
      Request request =
          new Request.Builder()
              .url(URI.create(url).toURL())
              .header("Authorization", "Bearer " + manager.token(manager.resourceManager()))
              .build();
      try (Response response = http.newCall(request).execute()) {
        String body = response.body().string();
        assertThat(response.code()).as(url + ": " + body).isEqualTo(200);
        return JsonMapper.shared().readTree(body);
      }
    }
  }

  /** What a template makes is told without anything missing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.template.json",
        "around.template.json",
        "estate.template.json",
        "internal-vnet-application-gateway.json"
      })
  void what_a_template_makes_is_read_back_as_it_was(String name) throws IOException {
    AzureTopology topology =
        Topology.from(
                name.startsWith("internal")
                    ? SampleTemplate.OPTIONS
                    : TopologyOptions.defaults().withName("network"),
                TopologyFormatsTest.file(name))
            .model();

    assertThat(withoutServices(read(told(topology), topology.name())))
        .isEqualTo(withoutServices(topology));
  }

  /** Azure does not tell what the machine behind a network interface serves. */
  private static AzureTopology withoutServices(AzureTopology topology) {
    return topology.toBuilder()
        .networkInterfaces(
            topology.networkInterfaces().stream()
                .map(
                    nic ->
                        new NetworkInterface(
                            nic.name(),
                            nic.virtualMachine(),
                            nic.ipConfigurations(),
                            nic.networkSecurityGroup(),
                            nic.enableIPForwarding(),
                            nic.dnsServers(),
                            List.of()))
                .toList())
        .build();
  }

  /** What is written by hand tells more than Azure does; what Azure tells is read back. */
  @ParameterizedTest
  @MethodSource("documents")
  void what_is_told_of_a_network_written_by_hand_is_read_back(Path document) throws IOException {
    AzureTopology topology = Topology.from(document).model();
    ArrayNode told = told(topology);

    assertThat(told(read(told, topology.name()))).isEqualTo(told);
  }

  /** Those of the tests of contracts, and those of the example suite. */
  static List<Path> documents() throws IOException {
    Path contracts = TopologyFormatsTest.file("../contract/internal.yaml").getParent();
    List<Path> all = new ArrayList<>();
    for (Path folder : List.of(contracts, Path.of("../examples/src/test/resources/environments"))) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().toList()) {
          if (file.toString().endsWith(".yaml") && Files.readString(file).contains("\nazure:")) {
            all.add(file);
          }
        }
      }
    }
    assertThat(all).hasSizeGreaterThan(9);
    return all;
  }
}
