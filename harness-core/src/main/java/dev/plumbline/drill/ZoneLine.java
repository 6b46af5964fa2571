package dev.plumbline.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A record of a zone as a line of a zone file, {@code name [ttl] type data}, taken apart so that it
 * can be changed.
 *
 * @param name the name as written
 * @param ttl the time to live as written; empty when there is none
 * @param type the type
 * @param data what follows
 */
public record ZoneLine(String name, String ttl, String type, String data) {

  private static final Set<String> CLASSES = Set.of("IN", "CH", "HS");

  /** Returns a line, taken apart. */
  public static ZoneLine of(String line) {
    List<String> words = new ArrayList<>(List.of(line.strip().split("\\s+")));
    String name = words.remove(0);
    String ttl = "";
    while (words.size() > 1
        && (words.get(0).matches("\\d\\w*")
            || CLASSES.contains(words.get(0).toUpperCase(Locale.ROOT)))) {
      String word = words.remove(0);
      ttl = word.matches("\\d\\w*") ? word : ttl;
    }
    String type = words.isEmpty() ? "" : words.remove(0).toUpperCase(Locale.ROOT);
    return new ZoneLine(name, ttl, type, String.join(" ", words));
  }

  /** Returns whether it holds an IPv4 address. */
  public boolean isAddress() {
    return type.equals("A");
  }

  /** Returns whether it is an address or an alias: what a name leads to. */
  public boolean leadsSomewhere() {
    return isAddress() || type.equals("AAAA") || type.equals("CNAME");
  }

  /** Returns this record with other data. */
  public ZoneLine withData(String other) {
    return new ZoneLine(name, ttl, type, other);
  }

  /** Returns this record with another time to live, in seconds. */
  public ZoneLine withTtl(int seconds) {
    return new ZoneLine(name, String.valueOf(seconds), type, data);
  }

  /** Returns the line. */
  @Override
  public String toString() {
    return ttl.isEmpty()
        ? name + " " + type + " " + data
        : name + " " + ttl + " " + type + " " + data;
  }
}
