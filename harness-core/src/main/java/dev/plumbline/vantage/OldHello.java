package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import dev.plumbline.observation.TlsSession;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Offers a TLS version that Java no longer speaks (TLS 1.0, RFC 2246; TLS 1.1, RFC 4346), to see
 * whether a server still takes it.
 *
 * <p>Sends a ClientHello and reads up to the ServerHello, which names the version agreed on; the
 * handshake goes no further, so no certificate is judged. Most servers of today refuse with the
 * alert {@code protocol_version}.
 */
final class OldHello {

  /** The versions by the names under which they can be offered, and their numbers on the wire. */
  private static final Map<String, Integer> VERSIONS =
      Map.of("TLSv1", 0x0301, "TLSv1.0", 0x0301, "TLSv1.1", 0x0302);

  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;
  private static final int FATAL = 2;
  private static final int LARGEST_RECORD = 16 * 1024 + 2048;

  /**
   * More than any server sends before its hello; a peer that sends warnings without end is given
   * up.
   */
  private static final int MOST_RECORDS = 16;

  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * Every suite a server of these versions is likely to have, so that a refusal is about the
   * version.
   */
  private static final Map<Integer, String> SUITES = suites();

  /** RFC 5246 section 7.2, RFC 8446 section 6, by their numbers. */
  private static final Map<Integer, String> ALERTS = alerts();

  private OldHello() {}

  /** Returns whether a version is one that is offered here. */
  static boolean offers(String version) {
    return VERSIONS.containsKey(version);
  }

  /** Offers the versions, each of which {@link #offers}; closes the connection. */
  static TlsClient.Handshake handshake(
      TimedSocket connection, List<String> versions, @Nullable String sni, List<String> alpn) {
    int highest = versions.stream().mapToInt(v -> VERSIONS.getOrDefault(v, 0)).max().orElseThrow();
    try (connection) {
      connection.getOutputStream().write(record(hello(highest, sni, alpn)));
      return read(new DataInputStream(connection.getInputStream()), highest, sni);
    } catch (IOException e) {
      return ended(TlsClient.outcome(e, Phase.TLS), sni);
    }
  }

  private static TlsClient.Handshake ended(Outcome outcome, @Nullable String sni) {
    return new TlsClient.Handshake(outcome, new TlsSession(sni, null, null, null, List.of()), null);
  }

  private static TlsClient.Handshake malformed(String what, @Nullable String sni) {
    return ended(new Outcome.Malformed(Phase.TLS, what), sni);
  }

  /** Reads records up to a fatal alert or the whole ServerHello, which may come in pieces. */
  private static TlsClient.Handshake read(DataInputStream in, int highest, @Nullable String sni)
      throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    for (int records = 0; records < MOST_RECORDS; records++) {
      int type = in.readUnsignedByte();
      int major = in.readUnsignedByte();
      in.readUnsignedByte();
      int length = in.readUnsignedShort();
      if (type != ALERT && type != HANDSHAKE
          || major != 3
          || length == 0
          || length > LARGEST_RECORD) {
        return malformed("not a TLS record", sni);
      }
      byte[] content = new byte[length];
      in.readFully(content);
      if (type == ALERT) {
        if (length < 2) {
          return malformed("an alert of " + length + " byte", sni);
        }
        if (content[0] == FATAL) {
          return ended(new Outcome.TlsAlert(alert(content[1] & 0xFF)), sni);
        }
        if (content[1] == 0) {
          return ended(new Outcome.Closed(Phase.TLS), sni);
        }
        continue; // A warning, for example about the server name: the server goes on.
      }
      message.write(content);
      byte[] hello = message.toByteArray();
      if (hello[0] != SERVER_HELLO) {
        return malformed("a handshake that begins with message " + hello[0], sni);
      }
      if (hello.length >= 4 && hello.length >= 4 + number(hello, 1, 3)) {
        return agreed(Arrays.copyOf(hello, 4 + number(hello, 1, 3)), highest, sni);
      }
    }
    return malformed("no ServerHello in " + MOST_RECORDS + " records", sni);
  }

  private static TlsClient.Handshake agreed(byte[] hello, int highest, @Nullable String sni) {
    int session = 4 + 2 + 32;
    int suiteAt =
        hello.length > session ? session + 1 + (hello[session] & 0xFF) : Integer.MAX_VALUE - 2;
    if (hello.length < suiteAt + 2) {
      return malformed("a ServerHello of " + hello.length + " bytes", sni);
    }
    int version = number(hello, 4, 2);
    if (version < 0x0300 || version > highest) {
      return malformed(
          String.format("a ServerHello of a version that was not offered, 0x%04x", version), sni);
    }
    String name = version == 0x0300 ? "SSLv3" : version == 0x0301 ? "TLSv1.0" : "TLSv1.1";
    int suite = number(hello, suiteAt, 2);
    String suiteName = SUITES.getOrDefault(suite, String.format("0x%04x", suite));
    return new TlsClient.Handshake(
        new Outcome.VersionAccepted(name),
        new TlsSession(sni, name, suiteName, null, List.of()),
        null);
  }

  private static int number(byte[] bytes, int at, int length) {
    int n = 0;
    for (int i = at; i < at + length; i++) {
      n = n << 8 | bytes[i] & 0xFF;
    }
    return n;
  }

  private static String alert(int code) {
    return ALERTS.getOrDefault(code, "alert_" + code);
  }

  /** The record's own version is the lowest, which every server reads (RFC 5246 appendix E.1). */
  private static byte[] record(byte[] hello) {
    return built(
        out -> {
          out.writeByte(HANDSHAKE);
          out.writeShort(0x0301);
          out.writeShort(hello.length + 4);
          out.writeByte(1);
          out.writeByte(0);
          out.writeShort(hello.length);
          out.write(hello);
        });
  }

  private static byte[] hello(int version, @Nullable String sni, List<String> alpn) {
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    byte[] extensions = extensions(sni, alpn);
    return built(
        out -> {
          out.writeShort(version);
          out.write(random);
          out.writeByte(0);
          out.writeShort(2 * SUITES.size());
          for (int suite : SUITES.keySet()) {
            out.writeShort(suite);
          }
          out.writeByte(1);
          out.writeByte(0);
          out.writeShort(extensions.length);
          out.write(extensions);
        });
  }

  private static byte[] extensions(@Nullable String sni, List<String> alpn) {
    return built(
        out -> {
          if (sni != null) {
            byte[] name = sni.getBytes(StandardCharsets.UTF_8);
            extension(
                out,
                0,
                list(
                    entry -> {
                      entry.writeByte(0);
                      entry.writeShort(name.length);
                      entry.write(name);
                    }));
          }
          // supported_groups: secp256r1, secp384r1, secp521r1, x25519
          extension(
              out,
              10,
              list(
                  groups -> {
                    for (int group : new int[] {0x17, 0x18, 0x19, 0x1d}) {
                      groups.writeShort(group);
                    }
                  }));
          // ec_point_formats: uncompressed
          extension(out, 11, new byte[] {1, 0});
          if (!alpn.isEmpty()) {
            extension(
                out,
                16,
                list(
                    protocols -> {
                      for (String protocol : alpn) {
                        byte[] name = protocol.getBytes(StandardCharsets.UTF_8);
                        protocols.writeByte(name.length);
                        protocols.write(name);
                      }
                    }));
          }
          // renegotiation_info: a first handshake (RFC 5746)
          extension(out, 0xff01, new byte[] {0});
        });
  }

  private static void extension(DataOutputStream out, int type, byte[] data) throws IOException {
    out.writeShort(type);
    out.writeShort(data.length);
    out.write(data);
  }

  private static byte[] list(Part content) {
    byte[] bytes = built(content);
    return built(
        out -> {
          out.writeShort(bytes.length);
          out.write(bytes);
        });
  }

  private interface Part {
    void write(DataOutputStream out) throws IOException;
  }

  private static byte[] built(Part part) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try {
      part.write(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static Map<Integer, String> suites() {
    Map<Integer, String> all = new LinkedHashMap<>();
    all.put(0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA");
    all.put(0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA");
    all.put(0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA");
    all.put(0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA");
    all.put(0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA");
    all.put(0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA");
    all.put(0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA");
    all.put(0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA");
    all.put(0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA");
    all.put(0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA");
    all.put(0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA");
    all.put(0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA");
    all.put(0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA");
    all.put(0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA");
    all.put(0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA");
    all.put(0x0005, "TLS_RSA_WITH_RC4_128_SHA");
    all.put(0x0004, "TLS_RSA_WITH_RC4_128_MD5");
    return all;
  }

  private static Map<Integer, String> alerts() {
    Map<Integer, String> all = new LinkedHashMap<>();
    all.put(10, "unexpected_message");
    all.put(20, "bad_record_mac");
    all.put(22, "record_overflow");
    all.put(40, "handshake_failure");
    all.put(42, "bad_certificate");
    all.put(43, "unsupported_certificate");
    all.put(47, "illegal_parameter");
    all.put(48, "unknown_ca");
    all.put(49, "access_denied");
    all.put(50, "decode_error");
    all.put(51, "decrypt_error");
    all.put(60, "export_restriction");
    all.put(70, "protocol_version");
    all.put(71, "insufficient_security");
    all.put(80, "internal_error");
    all.put(86, "inappropriate_fallback");
    all.put(90, "user_canceled");
    all.put(109, "missing_extension");
    all.put(110, "unsupported_extension");
    all.put(112, "unrecognized_name");
    all.put(115, "unknown_psk_identity");
    all.put(116, "certificate_required");
    all.put(120, "no_application_protocol");
    return all;
  }
}
