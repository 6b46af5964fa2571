package dev.plumbline.containers.wiring;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.PortRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Pieces of scripts for the command {@code nft}. */
final class NftText {

  /** What matches packets that open a TCP connection. */
  static final String TCP_OPENING = "tcp flags & (fin | syn | rst | ack) == syn";

  private NftText() {}

  /** Returns {@code ip} or {@code ip6}. */
  static String family(InetAddress address) {
    return isV4(address) ? "ip" : "ip6";
  }

  static boolean isV4(InetAddress address) {
    return address instanceof Inet4Address;
  }

  /** Returns the addresses of a family. */
  static List<InetAddress> ofFamily(Collection<InetAddress> addresses, boolean v4) {
    return addresses.stream().filter(address -> isV4(address) == v4).distinct().toList();
  }

  /** Returns the prefixes of a family. */
  static List<Cidr> prefixesOfFamily(Collection<Cidr> prefixes, boolean v4) {
    return prefixes.stream().filter(prefix -> isV4(prefix.address()) == v4).toList();
  }

  /** Returns an anonymous set. */
  static String set(Collection<?> members) {
    return "{ " + String.join(", ", members.stream().map(NftText::text).toList()) + " }";
  }

  private static String text(Object member) {
    return member instanceof InetAddress address ? address.getHostAddress() : member.toString();
  }

  /**
   * Returns what matches packets with an address in prefixes of one family.
   *
   * @param field {@code saddr} or {@code daddr}
   */
  static String in(String field, Collection<Cidr> prefixes) {
    boolean v4 = isV4(prefixes.iterator().next().address());
    // A set of everything is no set to the kernel.
    return prefixes.stream().anyMatch(prefix -> prefix.length() == 0)
        ? "meta nfproto " + (v4 ? "ipv4 " : "ipv6 ")
        : (v4 ? "ip " : "ip6 ") + field + " " + prefixes(prefixes) + " ";
  }

  /** Returns a set of prefixes, without those that others hold: the kernel refuses overlaps. */
  static String prefixes(Collection<Cidr> prefixes) {
    return set(
        prefixes.stream()
            .distinct()
            .filter(
                prefix ->
                    prefixes.stream()
                        .noneMatch(
                            other ->
                                !other.equals(prefix)
                                    && other.length() <= prefix.length()
                                    && other.contains(prefix.address())))
            .toList());
  }

  /** Returns a set of ports, with ranges that overlap or touch made one. */
  static String ports(Collection<PortRange> ranges) {
    List<PortRange> merged = new ArrayList<>();
    for (PortRange range :
        ranges.stream().sorted(Comparator.comparingInt(PortRange::first)).toList()) {
      PortRange last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last != null && range.first() <= last.last() + 1) {
        merged.set(
            merged.size() - 1, new PortRange(last.first(), Math.max(last.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    return set(merged);
  }

  /** Returns a chain. */
  static String chain(String name, Collection<String> lines) {
    StringBuilder text = new StringBuilder("  chain " + name + " {\n");
    lines.forEach(line -> text.append("    ").append(line).append('\n'));
    return text.append("  }\n").toString();
  }

  /** Returns a chain of a hook. */
  static String chain(String name, String type, String hook, String priority, List<String> lines) {
    List<String> all = new ArrayList<>();
    all.add("type " + type + " hook " + hook + " priority " + priority + "; policy accept;");
    all.addAll(lines);
    return chain(name, all);
  }
}
