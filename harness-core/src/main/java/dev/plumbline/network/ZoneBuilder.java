package dev.plumbline.network;

import dev.plumbline.network.Network.Zone;
import dev.plumbline.network.Network.Zone.Absent;
import dev.plumbline.network.Network.Zone.Unseen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a DNS zone. Without more every segment sees it, every authoritative server has it, and
 * records live 300 seconds.
 */
public final class ZoneBuilder {

  private final String name;
  private List<String> seenFrom = List.of();
  private List<String> servers = List.of();
  private final List<String> records = new ArrayList<>();
  private Duration ttl = Duration.ofSeconds(300);
  private boolean fallThrough;
  private @Nullable String title;
  private final List<Unseen> unseenFrom = new ArrayList<>();
  private final List<Absent> absent = new ArrayList<>();

  ZoneBuilder(String name) {
    this.name = name;
  }

  /** Sets the segments that see it. */
  public ZoneBuilder seenFrom(String... segments) {
    seenFrom = List.of(segments);
    return this;
  }

  /** Sets the hosts that are authoritative for it. */
  public ZoneBuilder servers(String... hosts) {
    servers = List.of(hosts);
    return this;
  }

  /** Adds records as lines of a zone file, for example {@code api A 10.1.0.5}. */
  public ZoneBuilder records(String... lines) {
    records.addAll(List.of(lines));
    return this;
  }

  /** Sets the time to live of records that have none. */
  public ZoneBuilder ttl(Duration ttl) {
    this.ttl = ttl;
    return this;
  }

  /** Has a name that does not exist here looked up in the zone that this one hides. */
  public ZoneBuilder fallThrough() {
    fallThrough = true;
    return this;
  }

  /** Sets what messages call it, for example {@code private zone contoso.net}. */
  public ZoneBuilder title(String title) {
    this.title = title;
    return this;
  }

  /**
   * Says what is missing for a segment to see it, for messages; the zone is then seen from the
   * segments of {@link #seenFrom} only.
   *
   * @param because the end of a sentence that begins with the zone, for example {@code is not
   *     linked to virtual network spoke}
   */
  public ZoneBuilder unseenFrom(String segment, String because) {
    unseenFrom.add(new Unseen(segment, because));
    return this;
  }

  /**
   * Says what is missing for a name to be in it, for messages.
   *
   * @param name the name, relative to the zone
   * @param because a sentence, for example {@code the link of virtual network spoke does not
   *     register names}
   */
  public ZoneBuilder absent(String name, String because) {
    absent.add(new Absent(name, because));
    return this;
  }

  Zone build() {
    return new Zone(name, seenFrom, servers, records, ttl, fallThrough, title, unseenFrom, absent);
  }
}
