package dev.plumbline.containers.names;

import dev.plumbline.network.Cidr;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The source addresses of each view: an address before a prefix, a longer prefix before. */
final class Sources {

  private record Source(Cidr cidr, int view) {}

  private final List<Source> sources = new ArrayList<>();

  Sources(Askers askers, List<Set<String>> views, Set<String> impossible) {
    askers
        .addresses()
        .forEach(
            (address, segments) -> {
              Set<Integer> fitting = new LinkedHashSet<>();
              segments.forEach(segment -> fitting.add(viewOf(segment, views)));
              if (fitting.size() > 1) {
                impossible.add(
                    "it answers the segments %s differently, which it all sees as %s"
                        .formatted(String.join(", ", segments), address.getHostAddress()));
              }
              Cidr alone = new Cidr(address, address.getAddress().length * 8);
              sources.add(new Source(alone, fitting.iterator().next()));
            });
    askers
        .prefixes()
        .forEach(
            (prefix, segment) -> {
              if (sources.stream().noneMatch(one -> one.cidr().equals(prefix))) {
                sources.add(new Source(prefix, viewOf(segment, views)));
              }
            });
    sources.sort(Comparator.comparing(source -> -source.cidr().length()));
  }

  private static int viewOf(String segment, List<Set<String>> views) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).contains(segment)) {
        return i;
      }
    }
    throw new IllegalArgumentException(segment);
  }

  /** Returns what a view matches, the exceptions of a prefix before it. */
  List<String> of(int view) {
    List<String> matched = new ArrayList<>();
    for (Source source : sources) {
      if (source.view() == view) {
        matched.add(text(source.cidr()));
      } else if (sources.stream()
          .anyMatch(other -> other.view() == view && wider(other.cidr(), source.cidr()))) {
        matched.add("!" + text(source.cidr()));
      }
    }
    return matched;
  }

  private static boolean wider(Cidr one, Cidr other) {
    return one.length() < other.length() && one.contains(other.address());
  }

  private static String text(Cidr cidr) {
    return cidr.address().getHostAddress() + "/" + cidr.length();
  }
}
