package dev.plumbline.containers.names;

import dev.plumbline.containers.names.ZoneTree.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A zone and those that its names fall through to, as one: BIND has no falling through, so that
 * what would be found below is put into the zone.
 */
final class LayeredZone {

  private final ZoneTree top;
  private final List<ZoneTree> below;
  private final Consumer<String> cannot;

  private LayeredZone(ZoneTree top, List<ZoneTree> below, Consumer<String> cannot) {
    this.top = top;
    this.below = below;
    this.cannot = cannot;
  }

  /**
   * Returns the records of the zone that stands for several.
   *
   * @param layers the zones, the uppermost first; each but the last lets names fall through
   * @param cannot takes what one zone cannot say
   */
  static List<Record> merged(List<ZoneTree> layers, Consumer<String> cannot) {
    ZoneTree top = layers.get(0);
    List<Record> records = new ArrayList<>();
    top.names().forEach(name -> records.addAll(top.records(name)));
    if (layers.size() > 1) {
      new LayeredZone(top, layers.subList(1, layers.size()), cannot).fill(records);
    }
    return List.copyOf(records);
  }

  private void fill(List<Record> records) {
    Set<Name> names = new LinkedHashSet<>(top.names());
    below.forEach(zone -> names.addAll(zone.names()));
    names.removeIf(name -> !name.subdomain(top.apex()));
    names.add(top.apex());
    // A wildcard further up counts where nothing stands above a name; so each name needs its own.
    for (Name name : List.copyOf(names)) {
      names.add(ZoneTree.wildcard(name));
    }
    for (Name name : names) {
      if (top.lookup(name) == null) {
        records.addAll(found(name));
      }
    }
  }

  private List<Record> found(Name name) {
    ZoneTree zone = answering(name);
    Place place = zone == null ? null : zone.lookup(name);
    if (zone == null || place == null) {
      return List.of();
    }
    if (place instanceof Place.At at) {
      return at.records();
    }
    Name cut = ((Place.Below) place).cut();
    boolean within = cut.subdomain(top.apex()) && !cut.equals(top.apex());
    if (!within || top.lookup(cut) != null || answering(cut) != zone) {
      cannot.accept(
          "%s lets names fall through to %s, which has a delegation or DNAME at %s"
              .formatted(top.zone().inWords(), zone.zone().inWords(), cut));
      return List.of();
    }
    // The delegation itself, or an address below it that it needs (RFC 1034 section 4.2.1).
    return zone.records(name);
  }

  private @Nullable ZoneTree answering(Name name) {
    return below.stream().filter(zone -> zone.lookup(name) != null).findFirst().orElse(null);
  }
}
