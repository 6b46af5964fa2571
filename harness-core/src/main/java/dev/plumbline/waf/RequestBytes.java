package dev.plumbline.waf;

import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.engine.IncomingRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the bytes of a request apart, as far as expectations need it. */
final class RequestBytes {

  private RequestBytes() {}

  /** Returns the request; what stands behind its head is the body. */
  static IncomingRequest parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    String head = end < 0 ? text : text.substring(0, end);
    byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(bytes, end + 4, bytes.length);
    String[] lines = head.split("\r?\n");
    String[] words = lines[0].split(" ");
    List<Header> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(
            new Header(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    return new IncomingRequest(
        words[0], words.length > 1 ? words[1] : "/", headers, body, nobody());
  }

  /** The unspecified address: no rule is about it. */
  private static InetAddress nobody() {
    try {
      return InetAddress.getByAddress(new byte[4]);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
