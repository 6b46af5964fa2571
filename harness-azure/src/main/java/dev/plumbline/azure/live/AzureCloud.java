package dev.plumbline.azure.live;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Where Azure's interfaces for management are. An immutable value.
 *
 * @param resourceManager Azure Resource Manager
 * @param authority where tokens come from
 * @param logAnalytics the query interface of Log Analytics
 */
public record AzureCloud(URI resourceManager, URI authority, URI logAnalytics) {

  /** The public cloud. */
  public static final AzureCloud PUBLIC =
      of(
          "https://management.azure.com/",
          "https://login.microsoftonline.com/",
          "https://api.loganalytics.azure.com/");

  /** Azure for the government of the United States. */
  public static final AzureCloud US_GOVERNMENT =
      of(
          "https://management.usgovcloudapi.net/",
          "https://login.microsoftonline.us/",
          "https://api.loganalytics.us/");

  /** Azure in China. */
  public static final AzureCloud CHINA =
      of(
          "https://management.chinacloudapi.cn/",
          "https://login.chinacloudapi.cn/",
          "https://api.loganalytics.azure.cn/");

  /** Checks that all are reached by TLS: tokens go there. */
  public AzureCloud {
    secured(resourceManager);
    secured(authority);
    secured(logAnalytics);
  }

  /** Returns a cloud with other addresses, all beginning with {@code https://}. */
  public static AzureCloud of(String resourceManager, String authority, String logAnalytics) {
    return new AzureCloud(address(resourceManager), address(authority), address(logAnalytics));
  }

  /** Returns an address that tokens may go to. */
  static URI address(String text) {
    try {
      URI uri = new URI(text);
      secured(uri);
      return uri;
    } catch (URISyntaxException e) {
      throw refused(text);
    }
  }

  /** Whether it is on this machine, as a simulation is. */
  boolean isOnThisMachine() {
    return List.of(resourceManager, authority, logAnalytics).stream()
        .map(URI::getHost)
        .anyMatch(host -> host.matches("(?i)localhost|127\\..*|\\[::1\\]"));
  }

  private static void secured(URI uri) {
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw refused(uri.toString());
    }
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is no address beginning with https:// and a host: tokens go there");
  }
}
