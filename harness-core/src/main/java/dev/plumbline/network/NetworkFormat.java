package dev.plumbline.network;

import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Source;

/**
 * A format of network descriptions beside the core's own. Found through {@link
 * java.util.ServiceLoader}.
 */
public interface NetworkFormat {

  /**
   * Returns the top-level key by which a document of this format is known, for example {@code
   * azure}.
   */
  String key();

  /**
   * Returns whether a document is of this format, judged by what is in it; unless told otherwise,
   * by its top-level key.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when it cannot be taken apart
   */
  default boolean reads(Source source) {
    return source.keys().contains(key());
  }

  /**
   * Reads a document as a network.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when something is wrong with it
   */
  Document<Network> read(Source source);
}
