package dev.plumbline.azure.management;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The versions of the interfaces that the types of resources are published in, all of them. Which
 * one of them Azure itself is read by, the client says for itself: a simulation that knew its
 * client's choice would not notice a wrong one.
 */
final class ApiVersions {

  /** Of resource groups and of lists of all resources. */
  private static final List<String> RESOURCES =
      List.of(
          "2019-05-10",
          "2019-07-01",
          "2019-08-01",
          "2019-10-01",
          "2020-06-01",
          "2020-10-01",
          "2021-01-01",
          "2021-04-01",
          "2022-09-01",
          "2023-07-01",
          "2024-03-01",
          "2024-07-01",
          "2024-11-01",
          "2025-03-01",
          "2025-04-01");

  private static final List<String> NETWORK =
      List.of(
          "2018-11-01",
          "2018-12-01",
          "2019-02-01",
          "2019-04-01",
          "2019-06-01",
          "2019-07-01",
          "2019-08-01",
          "2019-09-01",
          "2019-11-01",
          "2019-12-01",
          "2020-03-01",
          "2020-04-01",
          "2020-05-01",
          "2020-06-01",
          "2020-07-01",
          "2020-08-01",
          "2020-11-01",
          "2021-02-01",
          "2021-03-01",
          "2021-05-01",
          "2021-08-01",
          "2022-01-01",
          "2022-05-01",
          "2022-07-01",
          "2022-09-01",
          "2022-11-01",
          "2023-02-01",
          "2023-04-01",
          "2023-05-01",
          "2023-06-01",
          "2023-09-01",
          "2023-11-01",
          "2024-01-01",
          "2024-03-01",
          "2024-05-01",
          "2024-07-01",
          "2024-10-01",
          "2025-01-01",
          "2025-03-01",
          "2025-05-01");

  private static final Map<String, List<String>> BY_TYPE =
      Map.of(
          "microsoft.network/privatednszones",
              List.of("2018-09-01", "2020-01-01", "2020-06-01", "2024-06-01"),
          "microsoft.network/dnszones",
              List.of("2016-04-01", "2017-09-01", "2017-10-01", "2018-05-01", "2023-07-01-preview"),
          "microsoft.network/dnsresolvers",
              List.of("2020-04-01-preview", "2022-07-01", "2025-05-01"),
          "microsoft.network/dnsforwardingrulesets",
              List.of("2020-04-01-preview", "2022-07-01", "2025-05-01"),
          "microsoft.network/trafficmanagerprofiles",
              List.of("2017-05-01", "2018-03-01", "2018-04-01", "2018-08-01", "2022-04-01"));

  private static final Map<String, List<String>> BY_NAMESPACE =
      Map.of(
          "microsoft.network",
          NETWORK,
          "microsoft.apimanagement",
          List.of(
              "2019-12-01",
              "2020-12-01",
              "2021-08-01",
              "2022-08-01",
              "2023-03-01-preview",
              "2023-05-01-preview",
              "2023-09-01-preview",
              "2024-05-01",
              "2024-06-01-preview"),
          "microsoft.compute",
          List.of(
              "2019-12-01",
              "2020-06-01",
              "2020-12-01",
              "2021-03-01",
              "2021-07-01",
              "2021-11-01",
              "2022-03-01",
              "2022-08-01",
              "2022-11-01",
              "2023-03-01",
              "2023-07-01",
              "2023-09-01",
              "2024-03-01",
              "2024-07-01",
              "2024-11-01",
              "2025-04-01"),
          "microsoft.avs",
          List.of("2021-12-01", "2022-05-01", "2023-03-01", "2023-09-01", "2024-09-01"),
          "microsoft.insights",
          List.of("2016-09-01", "2017-05-01-preview", "2021-05-01-preview"),
          "microsoft.operationalinsights",
          List.of("2020-08-01", "2021-06-01", "2022-10-01", "2023-09-01", "2025-02-01"));

  private ApiVersions() {}

  /** Returns the versions of a type, the latest last; empty for types whose own are not known. */
  static List<String> of(String type) {
    String key = type.toLowerCase(Locale.ROOT);
    String[] parts = key.split("/", -1);
    if (parts.length > 1) {
      List<String> own = BY_TYPE.get(parts[0] + "/" + parts[1]);
      if (own != null) {
        return own;
      }
    }
    return BY_NAMESPACE.getOrDefault(parts[0], List.of());
  }

  /**
   * Returns the version that a call asks for.
   *
   * @param type the type of resources; null for resource groups and lists of all resources
   * @throws ManagementException when it asks for none, or for one that there is not
   */
  static String required(Call call, @Nullable String type) {
    String version = call.query("api-version");
    if (version == null || version.isEmpty()) {
      throw new ManagementException(
          400,
          "MissingApiVersionParameter",
          "The api-version query parameter (?api-version=) is required for all requests.");
    }
    List<String> known = type == null ? RESOURCES : of(type);
    boolean dated = version.matches("\\d{4}-\\d{2}-\\d{2}(-preview)?");
    if (!dated || type == null && !known.contains(version)) {
      throw new ManagementException(
          400,
          "InvalidApiVersionParameter",
          "The api-version '"
              + version
              + "' is invalid. The supported versions are '"
              + String.join(",", RESOURCES)
              + "'.");
    } else if (type != null && !known.isEmpty() && !known.contains(version)) {
      int slash = type.indexOf('/');
      throw new ManagementException(
          400,
          "InvalidResourceType",
          "The resource type '"
              + type.substring(slash + 1)
              + "' could not be found in the namespace '"
              + type.substring(0, slash)
              + "' for api version '"
              + version
              + "'. The supported api-versions are '"
              + String.join(",", known)
              + "'.");
    }
    return version;
  }
}
