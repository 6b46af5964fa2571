package dev.plumbline.azure.rules;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses as firewall rules write them: {@code *}, prefixes, single addresses, ranges {@code
 * 10.0.0.1-10.0.0.9}, service tags.
 *
 * @param anywhere whether every address is meant; then {@code prefixes} is empty
 * @param prefixes the addresses meant; none, when it is empty and not anywhere
 */
public record AddressSet(boolean anywhere, List<Cidr> prefixes) {

  /** Copies the list. */
  public AddressSet {
    prefixes = List.copyOf(prefixes);
  }

  /**
   * Returns the addresses that texts mean.
   *
   * @throws IllegalArgumentException when one is none of the forms above, or an unknown service
   *     tag: it must never count as no address at all
   */
  public static AddressSet of(List<String> texts, ServiceTags serviceTags) {
    if (texts.contains("*")) {
      return new AddressSet(true, List.of());
    }
    List<Cidr> prefixes = new ArrayList<>();
    for (String text : texts) {
      if (isRange(text)) {
        String[] ends = text.split("-");
        prefixes.addAll(range(IpAddresses.parse(ends[0]), IpAddresses.parse(ends[1])));
      } else if (AddressPrefixes.isPrefix(text)) {
        prefixes.add(AddressPrefixes.of(text));
      } else {
        prefixes.addAll(serviceTags.prefixes(text));
      }
    }
    return new AddressSet(false, prefixes);
  }

  /** Returns whether an address is meant. */
  public boolean contains(InetAddress address) {
    return anywhere || prefixes.stream().anyMatch(p -> p.contains(address));
  }

  private static boolean isRange(String text) {
    String[] ends = text.split("-", -1);
    return ends.length == 2 && IpAddresses.isLiteral(ends[0]) && IpAddresses.isLiteral(ends[1]);
  }

  /** Returns the fewest prefixes that hold the addresses from a first to a last and no other. */
  private static List<Cidr> range(InetAddress first, InetAddress last) {
    int bits = first.getAddress().length * 8;
    BigInteger next = new BigInteger(1, first.getAddress());
    BigInteger end = new BigInteger(1, last.getAddress());
    if (bits != last.getAddress().length * 8 || next.compareTo(end) > 0) {
      throw new IllegalArgumentException(
          first.getHostAddress()
              + "-"
              + last.getHostAddress()
              + " is not a range of addresses, smallest first");
    }
    List<Cidr> prefixes = new ArrayList<>();
    while (next.compareTo(end) <= 0) {
      int free = next.signum() == 0 ? bits : Math.min(bits, next.getLowestSetBit());
      while (next.add(BigInteger.ONE.shiftLeft(free)).subtract(BigInteger.ONE).compareTo(end) > 0) {
        free--;
      }
      prefixes.add(new Cidr(address(next, bits), bits - free));
      next = next.add(BigInteger.ONE.shiftLeft(free));
    }
    return prefixes;
  }

  private static InetAddress address(BigInteger value, int bits) {
    byte[] bytes = new byte[bits / 8];
    byte[] from = value.toByteArray();
    for (int i = 1; i <= Math.min(from.length, bytes.length); i++) {
      bytes[bytes.length - i] = from[from.length - i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
