package dev.plumbline.live;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.Signature;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a jump host may have, of a file in the form of OpenSSH's known_hosts (sshd(8)).
 * Nothing is ever added to it.
 */
final class KnownHosts implements ServerKeyVerifier {

  private static final String REVOKED = "revoked";
  private static final int SSH_PORT = 22;

  private final Path file;
  private final String host;
  private final int port;
  private final boolean exists;
  private final List<PublicKey> known = new ArrayList<>();
  private final List<PublicKey> revoked = new ArrayList<>();

  /** Whether an authority that signs its keys is known, which is not followed. */
  private boolean byAuthority;

  /** Why the key that was shown was not accepted. */
  private volatile @Nullable String refusal;

  private KnownHosts(Path file, String host, int port, boolean exists) {
    this.file = file;
    this.host = host;
    this.port = port;
    this.exists = exists;
  }

  /** Reads what a file says of a host; one that is not there says nothing. */
  static KnownHosts read(Path file, String host, int port) throws JumpFailure {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      return new KnownHosts(file, host, port, false);
    } catch (IOException e) {
      throw new JumpFailure("cannot be known: " + file + " cannot be read: " + e, true);
    }
    KnownHosts all = new KnownHosts(file, host, port, true);
    lines.forEach(all::take);
    return all;
  }

  /** A line that cannot be read vouches for nobody. */
  private void take(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return;
    }
    try {
      KnownHostEntry entry = KnownHostEntry.parseKnownHostEntry(text);
      if (entry == null) {
        return;
      }
      String marker = entry.getMarker();
      String name = host.toLowerCase(Locale.ROOT);
      // A revocation for the host is one for each of its ports; "*" is otherwise for port 22 alone.
      if (!entry.isHostMatch(name, port)
          && !(REVOKED.equals(marker) && entry.isHostMatch(name, SSH_PORT))) {
        return;
      }
      if (marker != null && !marker.equals(REVOKED)) {
        byAuthority = true;
        return;
      }
      PublicKey key = entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
      if (key != null) {
        (marker == null ? known : revoked).add(key);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      // See above.
    }
  }

  /**
   * Returns signatures with those first that a known key can make, so that the host shows that key:
   * it would be taken for a changed one otherwise.
   */
  List<NamedFactory<Signature>> preferred(List<NamedFactory<Signature>> signatures) {
    List<String> types = known.stream().map(KeyUtils::getKeyType).toList();
    List<NamedFactory<Signature>> sorted = new ArrayList<>(signatures);
    sorted.sort(
        Comparator.comparing(
            factory -> !types.contains(KeyUtils.getCanonicalKeyType(factory.getName()))));
    return sorted;
  }

  /** Returns why the key that was shown was not accepted; null when it was. */
  @Nullable String refusal() {
    return refusal;
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey key) {
    if (contains(revoked, key)) {
      refusal =
          "shows the key "
              + words(key)
              + ", which "
              + file
              + " says is revoked: whoever answers there may be somebody else. Ask its"
              + " administrator";
    } else if (!contains(known, key)) {
      refusal = known.isEmpty() ? unknown(key) : changed(key);
    }
    return refusal == null;
  }

  private String unknown(PublicKey key) {
    return "is not known: "
        + file
        + (exists ? " has no key for it" : " does not exist")
        + (byAuthority ? " but that of an authority, which is not followed" : "")
        + ", and it shows "
        + words(key)
        + ". Compare that with what its administrator says, then add the line that this prints:"
        + " ssh-keyscan "
        + (port == SSH_PORT ? "" : "-p " + port + " ")
        + host;
  }

  private String changed(PublicKey key) {
    return "shows another key than it should: "
        + words(key)
        + ", where "
        + file
        + " has "
        + known.stream().map(KnownHosts::words).collect(Collectors.joining(" and "))
        + ". Whoever answers there may be somebody else; where its administrator says that it has"
        + " changed, remove the old line by ssh-keygen -f "
        + file
        + " -R "
        + (port == SSH_PORT ? host : "'[" + host + "]:" + port + "'")
        + " and add the new one";
  }

  private static boolean contains(List<PublicKey> keys, PublicKey key) {
    return keys.stream().anyMatch(one -> KeyUtils.compareKeys(one, key));
  }

  /** Returns a key as {@code ssh-keygen -l} shows it. */
  static String words(PublicKey key) {
    return KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key);
  }
}
