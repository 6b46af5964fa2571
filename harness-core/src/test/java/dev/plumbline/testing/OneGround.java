package dev.plumbline.testing;

import dev.plumbline.lab.LabProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A ground that is found only while a test wants it. */
public final class OneGround {

  private OneGround() {}

  /**
   * Does something where one provider is all there is to be found.
   *
   * @param only a public class with a public constructor without parameters; null for none
   */
  public static <T> T finding(@Nullable Class<? extends LabProvider> only, Supplier<T> action) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new Announcing(before, only == null ? "" : only.getName()));
    try {
      return action.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** A class loader whose service file names one provider at most. */
  private static final class Announcing extends ClassLoader {

    private final String provider;

    Announcing(ClassLoader parent, String provider) {
      super(parent);
      this.provider = provider;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + LabProvider.class.getName())
          ? Collections.enumeration(List.of(file()))
          : super.getResources(name);
    }

    private URL file() throws MalformedURLException {
      return new URL(
          null,
          "memory:services",
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(provider.getBytes(StandardCharsets.UTF_8));
                }
              };
            }
          });
    }
  }
}
