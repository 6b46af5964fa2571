package dev.plumbline.azure.live;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the Azure SDK, an optional dependency, is there as it must be. */
final class Sdk {

  private static final Map<String, String> NEEDED = new LinkedHashMap<>();

  static {
    NEEDED.put("com.azure.identity.DefaultAzureCredential", "com.azure:azure-identity");
    NEEDED.put(
        "com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder",
        "com.azure:azure-core-http-okhttp");
    NEEDED.put(
        "com.azure.resourcemanager.network.fluent.NetworkManagementClient",
        "com.azure.resourcemanager:azure-resourcemanager-network");
  }

  private Sdk() {}

  /**
   * Checks that the SDK can be used.
   *
   * @throws IllegalStateException when it cannot: the message says what to add, and what to exclude
   */
  static void require(@Nullable ClassLoader loader) {
    ClassLoader from = loader == null ? ClassLoader.getSystemClassLoader() : loader;
    List<String> missing = new ArrayList<>();
    NEEDED.forEach(
        (type, artifact) -> {
          try {
            Class.forName(type, false, from);
          } catch (ClassNotFoundException | LinkageError e) {
            missing.add(artifact);
          }
        });
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "the Azure SDK is not on the class path, which is an optional dependency: add "
              + String.join(", ", missing)
              + ", without com.azure:azure-core-http-netty and without com.squareup.okhttp3:okhttp"
              + " (docs/azure-live.md has the lines for pom.xml)");
    }
    List<URL> okhttp = places(from, "okhttp3/OkHttpClient.class");
    if (okhttp.size() > 1) {
      throw new IllegalStateException(
          "OkHttp is on the class path twice, as "
              + okhttp
              + ": exclude com.squareup.okhttp3:okhttp from com.azure:azure-core-http-okhttp, since"
              + " okhttp-jvm has the same classes (docs/azure-live.md has the lines for pom.xml)");
    }
  }

  private static List<URL> places(ClassLoader loader, String resource) {
    try {
      return Collections.list(loader.getResources(resource)).stream().distinct().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
