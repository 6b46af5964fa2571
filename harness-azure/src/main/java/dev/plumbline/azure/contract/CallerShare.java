package dev.plumbline.azure.contract;

import dev.plumbline.azure.rules.AddressPrefixes;
import dev.plumbline.network.Cidr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How much of the internet a list of address prefixes holds, and how much it leaves. */
final class CallerShare {

  /** No owner of addresses has more of them than such a prefix. */
  private static final int WIDEST_V4 = 8;

  private static final int WIDEST_V6 = 12;

  /** What callers from the internet do not have (RFC 6890). */
  private static final List<Cidr> NOBODY =
      cidrs(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "224.0.0.0/3");

  /** All other addresses of IPv6 are reserved (RFC 4291). */
  private static final Cidr GLOBAL_UNICAST = Cidr.of("2000::/3");

  private CallerShare() {}

  /** Returns whether prefixes hold more addresses of callers than anybody owns. */
  static boolean isMostOf(List<Cidr> prefixes) {
    return isMore(size(prefixes, 4), 4) || isMore(size(prefixes, 16), 16);
  }

  /** Returns whether prefixes leave out more addresses of callers than anybody owns. */
  static boolean leavesMost(List<Cidr> prefixes) {
    return isMore(size(cidrs("0.0.0.0/0"), 4).subtract(size(prefixes, 4)), 4)
        || isMore(size(List.of(GLOBAL_UNICAST), 16).subtract(size(prefixes, 16)), 16);
  }

  private static boolean isMore(BigInteger size, int bytes) {
    int widest = bytes == 4 ? bytes * 8 - WIDEST_V4 : bytes * 8 - WIDEST_V6;
    return size.compareTo(BigInteger.ONE.shiftLeft(widest)) > 0;
  }

  /** The number of addresses of callers, each counted once. */
  private static BigInteger size(List<Cidr> prefixes, int bytes) {
    List<Cidr> family =
        prefixes.stream().filter(p -> p.address().getAddress().length == bytes).toList();
    if (bytes == 16) {
      return union(
          family.stream()
              .filter(GLOBAL_UNICAST::overlaps)
              .map(p -> p.length() < GLOBAL_UNICAST.length() ? GLOBAL_UNICAST : p)
              .toList());
    }
    List<Cidr> both = new ArrayList<>(family);
    both.addAll(NOBODY);
    return union(both).subtract(union(NOBODY));
  }

  private static BigInteger union(List<Cidr> prefixes) {
    List<Cidr> byFirst =
        prefixes.stream()
            .sorted(Comparator.comparing(CallerShare::first).thenComparing(Cidr::length))
            .toList();
    BigInteger size = BigInteger.ZERO;
    BigInteger end = BigInteger.ZERO;
    for (Cidr prefix : byFirst) {
      // Prefixes hold one another, or have nothing in common.
      if (first(prefix).compareTo(end) >= 0) {
        BigInteger own =
            BigInteger.ONE.shiftLeft(prefix.address().getAddress().length * 8 - prefix.length());
        size = size.add(own);
        end = first(prefix).add(own);
      }
    }
    return size;
  }

  private static BigInteger first(Cidr prefix) {
    return new BigInteger(1, prefix.address().getAddress());
  }

  private static List<Cidr> cidrs(String... texts) {
    return List.of(texts).stream().map(AddressPrefixes::of).toList();
  }
}
