package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
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

/** A provider for the ground {@code containers} that is found only while a test wants it. */
public final class FakeProvider implements LabProvider {

  private static final ThreadLocal<@Nullable Realisation> CURRENT = new ThreadLocal<>();

  /** Makes the provider. */
  public FakeProvider() {}

  /** Opens a lab on a realisation. */
  static Lab opening(Realisation realisation, Supplier<Lab> open) {
    CURRENT.set(realisation);
    try {
      return finding(FakeProvider.class, open);
    } finally {
      CURRENT.remove();
    }
  }

  /** Opens a lab where one provider is all there is to be found. */
  static Lab finding(Class<? extends LabProvider> only, Supplier<Lab> open) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new Announcing(before, only.getName()));
    try {
      return open.get();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public Ground ground() {
    return Ground.CONTAINERS;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    Realisation realisation = CURRENT.get();
    if (realisation == null) {
      throw new LabException("no test is opening a lab");
    }
    return realisation;
  }

  /** A class loader whose service file names one provider. */
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
