package dev.plumbline.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.observation.Journal;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.cfg.PackageVersion;

class JacksonPartsTest {

  @Test
  void a_run_does_not_begin_beside_annotations_that_are_too_old_for_jackson() {
    String version = PackageVersion.VERSION.toString();
    for (String trouble :
        new String[] {
          "NoClassDefFoundError: com/fasterxml/jackson/annotation/JsonSerializeAs",
          "NoClassDefFoundError: Could not initialize class tools.jackson.databind.json.JsonMapper"
        }) {
      assertThatThrownBy(this::begin)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .message()
          .startsWith(
              "Jackson's jars on the class path do not fit together: jackson-databind " + version)
          .contains("does not work with jackson-annotations-", trouble)
          .endsWith(
              """
              . Another dependency, or a BOM, has chosen that one. Let Jackson choose, in the pom.xml of the project before other BOMs:
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
                  .formatted(version, version));
    }
  }

  private final ClassLoader old = new OldAnnotations();

  private void begin() throws ReflectiveOperationException {
    Class<?> journal = old.loadClass(Journal.class.getName());
    old.loadClass(RunReport.class.getName())
        .getConstructor(journal)
        .newInstance(journal.getConstructor().newInstance());
  }

  /** Has the classes of Jackson and ours once more, without a class that came late. */
  private static final class OldAnnotations extends ClassLoader {

    OldAnnotations() {
      super(JacksonPartsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals("com.fasterxml.jackson.annotation.JsonSerializeAs")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("dev.plumbline.")
          && !name.startsWith("tools.jackson.")
          && !name.startsWith("com.fasterxml.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        @Nullable Class<?> known = findLoadedClass(name);
        return known == null ? again(name) : known;
      }
    }

    private Class<?> again(String name) throws ClassNotFoundException {
      Class<?> there = super.loadClass(name, false);
      try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length, there.getProtectionDomain());
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
