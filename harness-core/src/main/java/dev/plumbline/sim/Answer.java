package dev.plumbline.sim;

import dev.plumbline.observation.HttpObservation.Header;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a simulated host.
 *
 * @param status its status code
 * @param reason its reason phrase; null for the usual one
 * @param headers its header lines, without those that frame the message
 * @param body its body
 */
record Answer(int status, @Nullable String reason, List<Header> headers, byte[] body) {

  /** Stands for closing the connection without an answer. */
  static final Answer CLOSE = new Answer(0, null, List.of(), new byte[0]);

  Answer {
    headers = List.copyOf(headers);
  }

  static Answer text(int status, String contentType, String body, @Nullable String server) {
    List<Header> headers = new ArrayList<>();
    if (server != null) {
      headers.add(new Header("Server", server));
    }
    headers.add(new Header("Content-Type", contentType));
    return new Answer(status, null, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns a small page that says the status, in the form that nginx made customary.
   *
   * @param server the Server header and last line; null for neither
   */
  static Answer page(int status, @Nullable String server) {
    return page(status, HttpResponseStatus.valueOf(status).reasonPhrase(), server);
  }

  /**
   * Returns such a page with a title of its own.
   *
   * @param title what it says beside the status
   * @param server the Server header and last line; null for neither
   */
  static Answer page(int status, String title, @Nullable String server) {
    return text(
        status,
        "text/html",
        """
        <html>\r
        <head><title>%1$s</title></head>\r
        <body>\r
        <center><h1>%1$s</h1></center>\r
        <hr><center>%2$s</center>\r
        </body>\r
        </html>\r
        """
            .formatted(status + " " + title, server == null ? "" : server),
        server);
  }
}
