package dev.plumbline.azure.arm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Identifiers made of names, as {@code guid()} and {@code uniqueString()} make them.
 *
 * <p>A guid is a name-based UUID of version 5 (RFC 9562 section 5.5) in a namespace of Azure
 * Resource Manager. The other is a variant of MurmurHash with 64 bits, in base 32; it is not
 * documented, but known results come out.
 */
public final class NameBasedId {

  private static final UUID NAMESPACE = UUID.fromString("11fb06fb-712d-4ddd-98c7-e71bbd588830");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int C1 = 0x239b961b;
  private static final int C2 = 0xab0e9789;

  private NameBasedId() {}

  /** Returns the identifier of a name: the same one for the same name. */
  public static String guid(String name) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(
          ByteBuffer.allocate(16)
              .putLong(NAMESPACE.getMostSignificantBits())
              .putLong(NAMESPACE.getLeastSignificantBits())
              .array());
      byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
      hash[6] = (byte) (hash[6] & 0x0f | 0x50);
      hash[8] = (byte) (hash[8] & 0x3f | 0x80);
      ByteBuffer bytes = ByteBuffer.wrap(hash);
      return new UUID(bytes.getLong(), bytes.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns 13 characters of a to z and 2 to 7. */
  static String hash(String name) {
    long hash = murmur(name.getBytes(StandardCharsets.UTF_8));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 13; i++) {
      text.append(ALPHABET.charAt((int) (hash >>> 59)));
      hash <<= 5;
    }
    return text.toString();
  }

  static long murmur(byte[] data) {
    int one = 0;
    int two = 0;
    int at = 0;
    for (; at + 7 < data.length; at += 8) {
      one ^= first(word(data, at, 4));
      one = Integer.rotateLeft(one, 19) + two;
      one = one * 5 + 0x561ccd1b;
      two ^= second(word(data, at + 4, 4));
      two = Integer.rotateLeft(two, 13) + one;
      two = two * 5 + 0x0bcaa747;
    }
    int rest = data.length - at;
    if (rest > 0) {
      one ^= first(word(data, at, Math.min(4, rest)));
    }
    if (rest > 4) {
      two ^= second(word(data, at + 4, rest - 4));
    }
    one ^= data.length;
    two ^= data.length;
    one += two;
    two += one;
    one = mixed(one);
    two = mixed(two);
    one += two;
    two += one;
    return (long) two << 32 | one & 0xffffffffL;
  }

  private static int first(int word) {
    return Integer.rotateLeft(word * C1, 15) * C2;
  }

  private static int second(int word) {
    return Integer.rotateLeft(word * C2, 17) * C1;
  }

  private static int word(byte[] data, int at, int length) {
    int word = 0;
    for (int i = 0; i < length; i++) {
      word |= (data[at + i] & 0xff) << 8 * i;
    }
    return word;
  }

  private static int mixed(int word) {
    int mixed = word;
    mixed ^= mixed >>> 16;
    mixed *= 0x85ebca6b;
    mixed ^= mixed >>> 13;
    mixed *= 0xc2b2ae35;
    mixed ^= mixed >>> 16;
    return mixed;
  }
}
