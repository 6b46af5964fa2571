package dev.plumbline.azure.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkTest {

  private static final String MISSING =
      "the Azure SDK is not on the class path, which is an optional dependency: add"
          + " com.azure:azure-identity, com.azure:azure-core-http-okhttp,"
          + " com.azure.resourcemanager:azure-resourcemanager-network, without"
          + " com.azure:azure-core-http-netty and without com.squareup.okhttp3:okhttp"
          + " (docs/azure-live.md has the lines for pom.xml)";

  /** All of this module and what it needs, but nothing of the SDK. */
  private static final class WithoutSdk extends URLClassLoader {
    WithoutSdk(List<URL> places) {
      super(places.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }
  }

  private static List<URL> classPath(String without) {
    return Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(place -> !place.isBlank() && !place.matches(without))
        .map(Path::of)
        .map(
            place -> {
              try {
                return place.toUri().toURL();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void who_has_no_sdk_is_told_what_to_add() throws Exception {
    try (URLClassLoader loader =
        new WithoutSdk(classPath(".*[/\\\\](com[/\\\\]azure|com[/\\\\]microsoft)[/\\\\].*"))) {
      Class<?> platform = loader.loadClass("dev.plumbline.azure.live.AzurePlatform");
      Object builder =
          platform
              .getMethod("of", String.class)
              .invoke(null, "00000000-0000-0000-0000-000000000000");

      assertThatThrownBy(() -> builder.getClass().getMethod("open").invoke(builder))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(MISSING);
    }
  }

  @Test
  void the_sdk_of_this_build_is_as_it_must_be() {
    assertThatCode(() -> Sdk.require(getClass().getClassLoader())).doesNotThrowAnyException();
  }

  @Test
  void okhttp_of_two_generations_is_told_with_what_to_exclude(@TempDir Path directory)
      throws Exception {
    Path other = directory.resolve("okhttp3/OkHttpClient.class");
    Files.createDirectories(other.getParent());
    Files.createFile(other);
    ClassLoader own = getClass().getClassLoader();
    ClassLoader twice =
        new ClassLoader(own) {
          @Override
          public Enumeration<URL> getResources(String name) throws IOException {
            Vector<URL> all = new Vector<>(java.util.Collections.list(own.getResources(name)));
            if (name.equals("okhttp3/OkHttpClient.class")) {
              all.add(other.toUri().toURL());
            }
            return all.elements();
          }
        };

    assertThatThrownBy(() -> Sdk.require(twice))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("OkHttp is on the class path twice, as [")
        .hasMessageEndingWith(
            "]: exclude com.squareup.okhttp3:okhttp from com.azure:azure-core-http-okhttp, since"
                + " okhttp-jvm has the same classes (docs/azure-live.md has the lines for pom.xml)");
    assertThat(other).exists();
  }
}
