package dev.plumbline.azure.live;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The version of Azure's interfaces that resources of a type are read by: one of those that Azure
 * publishes, of which the simulated management has its own list.
 */
final class ApiVersions {

  /** By the beginnings of types, longer ones first. */
  private static final List<Map.Entry<String, String>> KNOWN =
      List.of(
          Map.entry("microsoft.network/privatednszones", "2024-06-01"),
          Map.entry("microsoft.network/dnszones", "2018-05-01"),
          Map.entry("microsoft.network/dnsresolvers", "2022-07-01"),
          Map.entry("microsoft.network/dnsforwardingrulesets", "2022-07-01"),
          Map.entry("microsoft.network/trafficmanagerprofiles", "2022-04-01"),
          Map.entry("microsoft.network/", "2024-05-01"),
          Map.entry("microsoft.apimanagement/", "2022-08-01"),
          Map.entry("microsoft.compute/", "2024-07-01"),
          Map.entry("microsoft.avs/", "2023-03-01"),
          Map.entry("microsoft.containerservice/", "2024-05-01"),
          Map.entry("microsoft.containerinstance/", "2023-05-01"),
          Map.entry("microsoft.app/", "2024-03-01"),
          Map.entry("microsoft.web/", "2023-12-01"),
          Map.entry("microsoft.sql/", "2021-11-01"),
          Map.entry("microsoft.storage/", "2023-05-01"),
          Map.entry("microsoft.keyvault/", "2023-07-01"),
          Map.entry("microsoft.eventhub/", "2024-01-01"),
          Map.entry("microsoft.servicebus/", "2021-11-01"),
          Map.entry("microsoft.documentdb/", "2024-05-15"),
          Map.entry("microsoft.cognitiveservices/", "2023-05-01"),
          Map.entry("microsoft.containerregistry/", "2023-07-01"),
          Map.entry("microsoft.search/", "2023-11-01"),
          Map.entry("microsoft.signalrservice/", "2023-02-01"),
          Map.entry("microsoft.eventgrid/", "2022-06-15"),
          Map.entry("microsoft.devices/", "2023-06-30"),
          Map.entry("microsoft.appconfiguration/", "2023-03-01"));

  private ApiVersions() {}

  static boolean isKnown(String type) {
    String key = type.toLowerCase(Locale.ROOT);
    return KNOWN.stream().anyMatch(e -> key.startsWith(e.getKey()));
  }

  static String of(String type) {
    String key = type.toLowerCase(Locale.ROOT);
    return KNOWN.stream()
        .filter(e -> key.startsWith(e.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no version is known for " + type));
  }
}
