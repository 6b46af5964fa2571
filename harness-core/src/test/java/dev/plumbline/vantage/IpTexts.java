package dev.plumbline.vantage;

import dev.plumbline.network.IpAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses in tests. */
final class IpTexts {

  private IpTexts() {}

  static InetAddress address(String text) {
    return IpAddresses.parse(text);
  }

  static InetSocketAddress at(String text, int port) {
    return new InetSocketAddress(address(text), port);
  }
}
