package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Prefixes made ready to be asked often: the IPv4 ones as sorted ranges, found by halving. IPv6
 * ones, which are few in practice, are asked one by one.
 */
final class PrefixSet {

  static final PrefixSet ALL = new PrefixSet(List.of(), true);

  private final long[] first;
  private final long[] last;
  private final List<Cidr> v6;
  private final boolean complement;

  private PrefixSet(Collection<Cidr> prefixes, boolean complement) {
    this.complement = complement;
    List<long[]> ranges = new ArrayList<>();
    List<Cidr> wide = new ArrayList<>();
    for (Cidr prefix : prefixes) {
      if (prefix.address().getAddress().length == 4) {
        long start = value(prefix.address().getAddress());
        ranges.add(new long[] {start, start + (1L << (32 - prefix.length())) - 1});
      } else {
        wide.add(prefix);
      }
    }
    ranges.sort(Comparator.comparingLong(r -> r[0]));
    List<long[]> merged = new ArrayList<>();
    for (long[] range : ranges) {
      long[] before = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (before != null && range[0] <= before[1] + 1) {
        before[1] = Math.max(before[1], range[1]);
      } else {
        merged.add(range);
      }
    }
    first = merged.stream().mapToLong(r -> r[0]).toArray();
    last = merged.stream().mapToLong(r -> r[1]).toArray();
    v6 = List.copyOf(wide);
  }

  /** Returns the addresses that lie in one of the prefixes. */
  static PrefixSet of(Collection<Cidr> prefixes) {
    return new PrefixSet(prefixes, false);
  }

  /** Returns the addresses that lie in none of the prefixes. */
  static PrefixSet allBut(Collection<Cidr> prefixes) {
    return new PrefixSet(prefixes, true);
  }

  boolean contains(InetAddress address) {
    return complement != holds(address);
  }

  private boolean holds(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length != 4) {
      return v6.stream().anyMatch(p -> p.contains(address));
    }
    long value = value(bytes);
    int low = 0;
    int high = first.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (value < first[middle]) {
        high = middle - 1;
      } else if (value > last[middle]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static long value(byte[] bytes) {
    return (bytes[0] & 0xffL) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }
}
