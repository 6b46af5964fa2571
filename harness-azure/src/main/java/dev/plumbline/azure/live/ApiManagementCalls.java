package dev.plumbline.azure.live;

import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.platform.ConnectionCheck;
import dev.plumbline.azure.platform.ConnectionCheck.Hop;
import dev.plumbline.azure.platform.ConnectionCheck.Issue;
import dev.plumbline.azure.platform.ServiceNetworkStatus;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Dependency;
import dev.plumbline.azure.platform.ServiceNetworkStatus.Region;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Asks an API Management service. Its interface has no client of its own among ours. */
final class ApiManagementCalls {

  private static final String TYPE = "Microsoft.ApiManagement/service";

  private final ResourceId service;
  private final String version;

  ApiManagementCalls(Ids ids, String service) {
    this.service = ids.of(TYPE, service);
    this.version = "?api-version=" + ApiVersions.of(TYPE + "/");
  }

  Question statusQuestion() {
    return new Question(
        "network status of " + service.lastName(), TYPE + "/networkStatus/read", service.text());
  }

  ServiceNetworkStatus status(ArmConnection azure) {
    Question question = statusQuestion();
    Reading read = new Reading(question);
    JsonNode answer = azure.get(question, service.text() + "/networkstatus" + version);
    if (!answer.isArray() || answer.isEmpty()) {
      throw Failures.broken(question, "it is no list of regions");
    }
    List<Region> regions = new ArrayList<>();
    for (JsonNode region : answer) {
      JsonNode status = region.path("networkStatus");
      List<Dependency> dependencies = new ArrayList<>();
      for (JsonNode one : read.list(status, "connectivityStatus")) {
        dependencies.add(dependency(read, question, one));
      }
      regions.add(
          new Region(
              read.text(region, "location"), read.texts(status, "dnsServers"), dependencies));
    }
    return new ServiceNetworkStatus(service.lastName(), regions);
  }

  private static Dependency dependency(Reading read, Question question, JsonNode one) {
    if (!one.path("isOptional").isBoolean()) {
      throw Failures.broken(question, "it does not say \"isOptional\" of a dependency");
    }
    return new Dependency(
        read.text(one, "name"),
        read.textOr(one, "resourceType"),
        one.path("isOptional").asBoolean(),
        read.text(one, "status"),
        read.textOr(one, "error"),
        time(question, read.textOr(one, "lastUpdated")));
  }

  private static @Nullable Instant time(Question question, String text) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Failures.broken(question, "\"" + text + "\" is no time");
    }
  }

  static Saying told(ServiceNetworkStatus status) {
    List<String> facts = new ArrayList<>();
    int all = 0;
    int reached = 0;
    for (Region region : status.regions()) {
      for (Dependency one : region.dependencies()) {
        all++;
        reached += one.isReached() ? 1 : 0;
        facts.add(
            "%s %s%s %s: %s%s"
                .formatted(
                    region.location(),
                    one.resourceType(),
                    one.isOptional() ? " (optional)" : "",
                    one.name(),
                    one.status(),
                    one.error().isBlank() ? "" : ", " + one.error()));
      }
    }
    return new Saying(reached + " of " + all + " dependencies reached", facts);
  }

  Question connectionQuestion(String address, int port) {
    return new Question(
        "connection from %s to %s:%d".formatted(service.lastName(), address, port),
        TYPE + "/connectivityCheck/action",
        service.text());
  }

  ConnectionCheck connect(ArmConnection azure, String region, String address, int port) {
    Question question = connectionQuestion(address, port);
    Reading read = new Reading(question);
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.putObject("source").put("region", region);
    body.putObject("destination").put("address", address).put("port", port);
    body.put("protocol", "TCP");
    JsonNode answer =
        azure.finishedPost(
            question, service.text() + "/connectivityCheck" + version, body.toString());
    List<Hop> hops = new ArrayList<>();
    for (JsonNode hop : answer.path("hops")) {
      List<Issue> issues = new ArrayList<>();
      for (JsonNode issue : hop.path("issues")) {
        issues.add(
            new Issue(
                read.textOr(issue, "origin"),
                read.textOr(issue, "severity"),
                read.textOr(issue, "type"),
                context(issue)));
      }
      hops.add(
          new Hop(
              read.textOr(hop, "type"),
              read.textOr(hop, "address"),
              read.textOr(hop, "resourceId"),
              issues));
    }
    return new ConnectionCheck(
        service.lastName() + " in " + region,
        address + ":" + port,
        port,
        read.text(answer, "connectionStatus"),
        hops,
        number(answer, "probesSent"),
        number(answer, "probesFailed"));
  }

  private static List<Map<String, String>> context(JsonNode issue) {
    List<Map<String, String>> all = new ArrayList<>();
    for (JsonNode one : issue.path("context")) {
      Map<String, String> members = new LinkedHashMap<>();
      one.properties().forEach(e -> members.put(e.getKey(), e.getValue().asString("")));
      all.add(members);
    }
    return all;
  }

  private static @Nullable Integer number(JsonNode in, String name) {
    return in.path(name).isNumber() ? in.path(name).asInt() : null;
  }
}
