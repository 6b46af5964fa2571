package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Arithmetic of address prefixes. */
public final class Prefixes {

  private Prefixes() {}

  /**
   * Returns the smallest list of prefixes that holds every address outside the given ones, IPv4
   * first.
   */
  public static List<Cidr> allBut(List<Cidr> excluded) {
    List<Cidr> rest = new ArrayList<>();
    cut(Cidr.of("0.0.0.0/0"), excluded, rest);
    cut(Cidr.of("::/0"), excluded, rest);
    return rest;
  }

  /** Returns prefixes that hold the addresses of the first ones that lie in none of the others. */
  public static List<Cidr> without(List<Cidr> prefixes, List<Cidr> excluded) {
    List<Cidr> rest = new ArrayList<>();
    prefixes.forEach(p -> cut(p, excluded, rest));
    return rest;
  }

  private static void cut(Cidr prefix, List<Cidr> excluded, List<Cidr> rest) {
    List<Cidr> inside = excluded.stream().filter(prefix::overlaps).toList();
    if (inside.isEmpty()) {
      rest.add(prefix);
    } else if (inside.stream().noneMatch(e -> e.length() <= prefix.length())) {
      cut(half(prefix, false), inside, rest);
      cut(half(prefix, true), inside, rest);
    }
  }

  private static Cidr half(Cidr prefix, boolean upper) {
    byte[] bytes = prefix.address().getAddress();
    if (upper) {
      bytes[prefix.length() / 8] |= (byte) (1 << (7 - prefix.length() % 8));
    }
    try {
      return new Cidr(InetAddress.getByAddress(bytes), prefix.length() + 1);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
