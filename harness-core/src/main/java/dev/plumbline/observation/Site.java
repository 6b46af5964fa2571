package dev.plumbline.observation;

import java.net.InetSocketAddress;
import java.util.List;

/** An address and port as seen from a vantage: something of which many questions can be asked. */
public interface Site {

  /** Returns the name of the vantage that looks at it. */
  String vantage();

  /** Returns its address and port. */
  InetSocketAddress address();

  /**
   * Asks the site with its own names, with its own names in other spellings, and with names that
   * are not its.
   *
   * <p>The battery, for each own name: the name; the name in upper case; the name with its port;
   * the name with a trailing dot (either answer is allowed, RFC 9110 section 7.2 and RFC 1034
   * section 3.1); and, with that own name as the server name in the handshake, an unknown host, a
   * sibling in the same domain, the address itself, an empty Host. Without TLS the strangers are
   * sent once. With TLS then, once each: the unknown host as server name too, as a browser would
   * send it; the unknown host and the address without a server name, as a scanner would; the first
   * own name as Host under an unknown server name, and under none (either). And once more over
   * HTTP/2, with the name as {@code :authority}, where the site agrees on it in the handshake: each
   * own name, and each stranger but the empty one.
   *
   * @param ownNames the names the site is to answer on, at least one
   * @return what came back, row by row
   * @throws IllegalArgumentException when no name is given
   */
  HostExclusivity askByHost(List<String> ownNames);
}
