package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The built-in service tags; the file says where its prefixes are from. */
final class ServiceTagTable {

  static final ServiceTagTable BUILT_IN = read("service-tags.txt");
  static final String AZURE_CLOUD = "AzureCloud";

  /** Each prefix is cut into this many parts. */
  private static final int PARTS_AS_BITS = 6;

  private final Map<String, Tag> tags = new LinkedHashMap<>();
  private final Map<String, Integer> regions = new LinkedHashMap<>();

  /**
   * A built-in tag.
   *
   * @param name its name as Azure writes it
   * @param prefix its addresses
   * @param ports the TCP ports at which the service is reached; empty for one that only calls
   */
  record Tag(String name, Cidr prefix, List<Integer> ports) {}

  private static ServiceTagTable read(String resource) {
    ServiceTagTable table = new ServiceTagTable();
    try (InputStream stream = ServiceTagTable.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        table.add(line.split(" "));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String[] words) {
    if (words[0].equals("tag")) {
      List<Integer> ports =
          words[3].equals("-")
              ? List.of()
              : Stream.of(words[3].split(",")).map(Integer::valueOf).toList();
      tags.put(key(words[1]), new Tag(words[1], Cidr.of(words[2]), ports));
    } else if (words[0].equals("region")) {
      for (int i = 2; i < words.length; i++) {
        regions.put(words[i], Integer.valueOf(words[1]));
      }
    }
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns the names of the tags without those of regions. */
  List<String> names() {
    return tags.values().stream().map(Tag::name).toList();
  }

  /** Returns a tag by its name without a region; null when there is none. */
  @Nullable Tag tag(String name) {
    return tags.get(key(name));
  }

  boolean isRegion(String name) {
    return regions.containsKey(Locations.key(name));
  }

  /** Returns the name of the tag that a regional form is of; null for another name. */
  @Nullable String withoutRegion(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 && isRegion(name.substring(dot + 1)) ? name.substring(0, dot) : null;
  }

  /** Returns the prefixes of a tag or regional form; null when the table has none. */
  @Nullable List<Cidr> prefixes(String name) {
    String whole = withoutRegion(name);
    Tag tag = tag(whole == null ? name : whole);
    if (tag == null) {
      return null;
    }
    boolean cloud = tag.name().equals(AZURE_CLOUD);
    Stream<Tag> parts = cloud ? tags.values().stream() : Stream.of(tag);
    int region = whole == null ? -1 : region(name.substring(name.lastIndexOf('.') + 1));
    List<Cidr> prefixes = new ArrayList<>();
    parts.forEach(t -> prefixes.add(region < 0 ? t.prefix() : part(t, region)));
    return List.copyOf(prefixes);
  }

  /**
   * Returns the address that stands for a service: in a region, or in none when null.
   *
   * @param region a region, in any case, with or without spaces
   */
  static InetAddress address(Tag tag, @Nullable String region) {
    int number = region == null ? 0 : BUILT_IN.region(region);
    return Subnets.addressAt(part(tag, number), 4);
  }

  /** Returns the number of a region; 0 for a name that is none. */
  int region(String name) {
    return regions.getOrDefault(Locations.key(name), 0);
  }

  private static Cidr part(Tag tag, int number) {
    int length = tag.prefix().length() + PARTS_AS_BITS;
    return new Cidr(Subnets.addressAt(tag.prefix(), number << (32 - length)), length);
  }
}
