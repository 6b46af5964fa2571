package dev.plumbline.network;

import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Source;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Networks from files, and networks ready to use. */
public final class Networks {

  private Networks() {}

  /**
   * Returns the network that a file describes, in the core's own format or in one of a {@link NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public static Network read(Path file) {
    return read(Source.of(file)).value();
  }

  /**
   * Returns the network that a document describes, in the core's own format or in one of a {@link NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public static Network read(URL url) {
    return read(Source.of(url)).value();
  }

  /**
   * Returns the network that a document describes, with the document: in the core's own format or in one of a {@link NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   */
  public static Document<Network> read(Source source) {
    List<String> keys = source.keys();
    for (NetworkFormat format : formats()) {
      if (keys.contains(format.key())) {
        return format.read(source);
      }
    }
    return NetworkDescriptor.FORMAT.read(source);
  }

  /** Adds to a format how addresses, prefixes and ranges of ports are written; names are never resolved. */
  public static <T> Descriptor.Builder<T> withAddressTypes(Descriptor.Builder<T> format) {
    return NetworkDescriptor.addressTypes(format);
  }

  private static List<NetworkFormat> formats() {
    List<NetworkFormat> formats = new ArrayList<>();
    try {
      ServiceLoader.load(NetworkFormat.class).forEach(formats::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException("a " + NetworkFormat.class.getName() + " on the class path cannot be used: " + e.getMessage(), e);
    }
    return formats;
  }
}
