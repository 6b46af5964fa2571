package dev.plumbline.sim;

import dev.plumbline.network.Network.AffinityCookie;
import dev.plumbline.network.Network.Upstream;
import dev.plumbline.observation.HttpObservation.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps a client with the backend that answered it first, by cookies that say which it was. */
final class Affinity {

  private Affinity() {}

  /** Returns the member that a request belongs to by its cookies; null for none. */
  static @Nullable String member(Received request, Upstream upstream) {
    if (upstream.affinity().isEmpty()) {
      return null;
    }
    Map<String, String> cookies = Cookies.of(request);
    for (AffinityCookie cookie : upstream.affinity()) {
      String value = cookies.get(cookie.name());
      for (String member : upstream.members()) {
        if (value(upstream, member).equals(value)) {
          return member;
        }
      }
    }
    return null;
  }

  /** Returns an answer with the cookies of a member. */
  static Answer kept(Answer answer, Upstream upstream, String member) {
    List<Header> headers = new ArrayList<>(answer.headers());
    for (AffinityCookie cookie : upstream.affinity()) {
      String attributes = cookie.attributes().isEmpty() ? "" : "; " + cookie.attributes();
      headers.add(
          new Header("Set-Cookie", cookie.name() + "=" + value(upstream, member) + attributes));
    }
    return new Answer(answer.status(), answer.reason(), headers, answer.body());
  }

  /** The same for the same member, so that it holds across the lab's restart; it tells nothing. */
  private static String value(Upstream upstream, String member) {
    byte[] text = (member + ":" + upstream.port()).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(text).toString().replace("-", "");
  }
}
