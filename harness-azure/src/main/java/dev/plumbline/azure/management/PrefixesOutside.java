package dev.plumbline.azure.management;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import java.util.ArrayList;
import java.util.List;

/** The IPv4 prefixes that hold everything but some prefixes, as few as there are. */
final class PrefixesOutside {

  private static final Cidr EVERYTHING = Cidr.of("0.0.0.0/0");

  private PrefixesOutside() {}

  static List<Cidr> of(List<Cidr> inside) {
    List<Cidr> found = new ArrayList<>();
    split(
        EVERYTHING,
        inside.stream().filter(p -> p.address().getAddress().length == 4).toList(),
        found);
    return found;
  }

  /** A prefix that some of the others lie in is cut in two until they are left. */
  private static void split(Cidr prefix, List<Cidr> inside, List<Cidr> found) {
    List<Cidr> within = new ArrayList<>();
    for (Cidr one : inside) {
      if (one.length() <= prefix.length() && one.contains(prefix.address())) {
        return;
      } else if (prefix.contains(one.address())) {
        within.add(one);
      }
    }
    if (within.isEmpty()) {
      found.add(prefix);
      return;
    }
    byte[] bytes = prefix.address().getAddress().clone();
    split(new Cidr(prefix.address(), prefix.length() + 1), within, found);
    bytes[prefix.length() / 8] |= (byte) (0x80 >>> prefix.length() % 8);
    String upper =
        (bytes[0] & 0xff)
            + "."
            + (bytes[1] & 0xff)
            + "."
            + (bytes[2] & 0xff)
            + "."
            + (bytes[3] & 0xff);
    split(new Cidr(IpAddresses.parse(upper), prefix.length() + 1), within, found);
  }
}
