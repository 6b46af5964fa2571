package dev.plumbline.network;

import java.net.InetAddress;

/**
 * An address as two machine words, so that a prefix costs one comparison.
 *
 * @param v4 whether it is an IPv4 address, which then stands in the upper half of {@code high}
 * @param high the first 64 bits
 * @param low the last 64 bits; 0 for IPv4
 */
record AddressBits(boolean v4, long high, long low) {

  static AddressBits of(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      return new AddressBits(true, word(bytes, 0, 4) << 32, 0);
    }
    return new AddressBits(false, word(bytes, 0, 8), word(bytes, 8, 8));
  }

  private static long word(byte[] bytes, int offset, int length) {
    long word = 0;
    for (int i = offset; i < offset + length; i++) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }

  /** A prefix that such addresses are compared with. */
  record Prefix(AddressBits bits, long highMask, long lowMask, int length) {

    static Prefix of(Cidr cidr) {
      int length = cidr.length();
      long high = length == 0 ? 0 : length >= 64 ? -1 : -1L << (64 - length);
      long low = length <= 64 ? 0 : -1L << (128 - length);
      return new Prefix(AddressBits.of(cidr.address()), high, low, length);
    }

    boolean contains(AddressBits address) {
      return address.v4 == bits.v4
          && (address.high & highMask) == bits.high
          && (address.low & lowMask) == bits.low;
    }
  }
}
