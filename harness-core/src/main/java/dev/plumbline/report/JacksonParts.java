package dev.plumbline.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URL;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.PackageVersion;
import tools.jackson.databind.json.JsonMapper;

/**
 * Jackson's jars on the class path, which do not fit together where another dependency or a BOM has
 * chosen an older one of them.
 */
final class JacksonParts {

  private JacksonParts() {}

  /**
   * Makes sure that Jackson can be used: without it no report can be written, which is too late to
   * learn when the run is over.
   *
   * @throws IllegalStateException when it cannot, with the remedy
   */
  static void requireFitting() {
    try {
      JsonMapper.shared();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          """
          Jackson's jars on the class path do not fit together: jackson-databind %s does not work with %s (%s). Another dependency, or a BOM, has chosen that one. Let Jackson choose, in the pom.xml of the project before other BOMs:
            <dependencyManagement>
              <dependencies>
                <dependency>
                  <groupId>tools.jackson</groupId>
                  <artifactId>jackson-bom</artifactId>
                  <version>%s</version>
                  <type>pom</type>
                  <scope>import</scope>
                </dependency>
              </dependencies>
            </dependencyManagement>
          or, with Gradle: testImplementation(platform("tools.jackson:jackson-bom:%s"))"""
              .formatted(
                  PackageVersion.VERSION,
                  jarOf(JsonProperty.class),
                  e,
                  PackageVersion.VERSION,
                  PackageVersion.VERSION),
          e);
    }
  }

  private static String jarOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    @Nullable URL location = source == null ? null : source.getLocation();
    String path = location == null ? "jackson-annotations" : location.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
