package dev.plumbline.azure.live;

import java.net.URI;

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
    return new AzureCloud(
        URI.create(resourceManager), URI.create(authority), URI.create(logAnalytics));
  }

  private static void secured(URI uri) {
    if (!"https".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "\"" + uri + "\" is no address beginning with https:// and a host: tokens go there");
    }
  }
}
