package dev.plumbline.waf.engine;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.WebFirewall.Country;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where addresses are, as far as a description says; of several prefixes the longest counts.
 *
 * @param all the countries
 */
record Countries(List<Country> all) {

  /** Returns the code of the country that an address is in; empty when that is not said. */
  Optional<String> of(InetAddress address) {
    String found = null;
    int length = -1;
    for (Country country : all) {
      for (Cidr prefix : country.prefixes()) {
        if (prefix.length() > length && prefix.contains(address)) {
          found = country.code();
          length = prefix.length();
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** Returns the address that a text is, or that its first part before a comma is. */
  static Optional<InetAddress> address(String text) {
    int comma = text.indexOf(',');
    String first = (comma < 0 ? text : text.substring(0, comma)).strip();
    return IpAddresses.isLiteral(first) ? Optional.of(IpAddresses.parse(first)) : Optional.empty();
  }
}
