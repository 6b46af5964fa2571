package dev.plumbline.vantage;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Who asks a SOCKS5 proxy (RFC 1929); the user is null for nobody in particular.
 *
 * @param user the user name
 * @param password the password
 */
record SocksCredentials(@Nullable String user, @Nullable String password) {

  private static final int LONGEST = 255;

  SocksCredentials {
    if ((user == null) != (password == null)) {
      throw new IllegalArgumentException(
          "a SOCKS5 proxy takes a user name and a password, or neither; only the "
              + (user == null ? "password" : "user name")
              + " was given");
    }
    require("user name", user);
    require("password", password);
  }

  private static void require(String what, @Nullable String text) {
    if (text != null) {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > LONGEST) {
        throw new IllegalArgumentException(
            "the %s for a SOCKS5 proxy has %d bytes; RFC 1929 allows 1 to %d"
                .formatted(what, length, LONGEST));
      }
    }
  }

  /** Returns the one method that is offered. */
  byte method() {
    return (byte) (user == null ? 0 : 2);
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return user == null ? "nobody" : user;
  }
}
