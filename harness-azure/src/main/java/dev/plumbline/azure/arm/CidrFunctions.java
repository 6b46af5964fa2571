package dev.plumbline.azure.arm;

import dev.plumbline.azure.json.JsonValue;
import dev.plumbline.network.IpAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Functions for address prefixes (ARM reference: CIDR). */
final class CidrFunctions {

  /** A prefix whose address may have bits beyond it, which are cut off. */
  private record Prefix(BigInteger network, int length, int bits) {

    BigInteger size() {
      return BigInteger.ONE.shiftLeft(bits - length);
    }

    BigInteger last() {
      return network.add(size()).subtract(BigInteger.ONE);
    }

    /** IPv6 has no broadcast address, and IPv4 has none in prefixes of one or two addresses. */
    boolean broadcasts() {
      return bits == 32 && length < 31;
    }
  }

  private CidrFunctions() {}

  static void addTo(Functions all) {
    all.add("parseCidr", 1, 1, CidrFunctions::parseCidr);
    all.add("cidrSubnet", 3, 3, CidrFunctions::cidrSubnet);
    all.add("cidrHost", 2, 2, CidrFunctions::cidrHost);
  }

  private static Prefix prefix(Arguments args) {
    String text = args.text(0);
    int slash = text.indexOf('/');
    String address = slash < 0 ? "" : text.substring(0, slash);
    if (IpAddresses.isLiteral(address) && text.substring(slash + 1).matches("\\d{1,3}")) {
      byte[] bytes = IpAddresses.parse(address).getAddress();
      int bits = bytes.length * 8;
      int length = Integer.parseInt(text.substring(slash + 1));
      if (length <= bits) {
        BigInteger network =
            new BigInteger(1, bytes).shiftRight(bits - length).shiftLeft(bits - length);
        return new Prefix(network, length, bits);
      }
    }
    throw args.expected(0, "an address prefix, as in 10.144.0.0/20");
  }

  private static JsonValue parseCidr(Arguments args) {
    Prefix prefix = prefix(args);
    BigInteger one = prefix.broadcasts() ? BigInteger.ONE : BigInteger.ZERO;
    BigInteger mask = BigInteger.ONE.shiftLeft(prefix.bits()).subtract(prefix.size());
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("network", written(prefix.network(), prefix.bits()));
    parts.put("netmask", written(mask, prefix.bits()));
    if (prefix.broadcasts()) {
      parts.put("broadcast", written(prefix.last(), prefix.bits()));
    }
    parts.put("firstUsable", written(prefix.network().add(one), prefix.bits()));
    parts.put("lastUsable", written(prefix.last().subtract(one), prefix.bits()));
    parts.put("cidr", prefix.length());
    return JsonValue.of(parts);
  }

  private static JsonValue cidrSubnet(Arguments args) {
    Prefix prefix = prefix(args);
    int length = args.small(1);
    long index = args.integer(2);
    if (length < prefix.length() || length > prefix.bits()) {
      throw args.wrong(
          "the new length has to be "
              + prefix.length()
              + " to "
              + prefix.bits()
              + ", found "
              + length);
    }
    BigInteger count = BigInteger.ONE.shiftLeft(length - prefix.length());
    if (index < 0 || BigInteger.valueOf(index).compareTo(count) >= 0) {
      throw args.wrong(
          args.text(0)
              + " has "
              + count
              + " prefixes of length "
              + length
              + ", found index "
              + index);
    }
    BigInteger network =
        prefix.network().add(BigInteger.valueOf(index).shiftLeft(prefix.bits() - length));
    return StringFunctions.string(written(network, prefix.bits()) + "/" + length);
  }

  private static JsonValue cidrHost(Arguments args) {
    Prefix prefix = prefix(args);
    long index = args.integer(1);
    // The first address is the network's own in both families, the last the broadcast address.
    BigInteger first =
        prefix.length() < prefix.bits() - 1
            ? prefix.network().add(BigInteger.ONE)
            : prefix.network();
    BigInteger host = first.add(BigInteger.valueOf(index));
    BigInteger last = prefix.broadcasts() ? prefix.last().subtract(BigInteger.ONE) : prefix.last();
    if (index < 0 || host.compareTo(last) > 0) {
      throw args.wrong(args.text(0) + " has no host of index " + index);
    }
    return StringFunctions.string(written(host, prefix.bits()));
  }

  private static String written(BigInteger address, int bits) {
    byte[] bytes = new byte[bits / 8];
    byte[] given = address.toByteArray();
    int length = Math.min(given.length, bytes.length);
    System.arraycopy(given, given.length - length, bytes, bytes.length - length, length);
    return bits == 32 ? v4(bytes) : v6(bytes);
  }

  private static String v4(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(Arrays.toString(bytes), e);
    }
  }

  /** The recommended form of RFC 5952: the longest run of two or more zero groups is left out. */
  private static String v6(byte[] bytes) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && groups[i + run] == 0) {
        run++;
      }
      if (run > longest) {
        longest = run;
        start = i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == start) {
        text.append("::");
        i += longest - 1;
      } else {
        text.append(text.length() == 0 || text.charAt(text.length() - 1) == ':' ? "" : ":");
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
