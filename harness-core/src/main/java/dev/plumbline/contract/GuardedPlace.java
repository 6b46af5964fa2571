package dev.plumbline.contract;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.observation.HttpObservation.Header;
import dev.plumbline.waf.WafCase;
import dev.plumbline.waf.WafRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that a firewall is to guard.
 *
 * @param url its URL
 * @param firewall what the description has there; null for none
 * @param isDescribed whether there is a description
 * @param isExact whether it is one path alone, which takes the place of those of all requests
 * @param more further URLs with the same firewall, by the description
 */
record GuardedPlace(
    String url,
    @Nullable WebFirewall firewall,
    boolean isDescribed,
    boolean isExact,
    List<GuardedPlace> more) {

  /** Copies the list. */
  GuardedPlace {
    more = List.copyOf(more);
  }

  /** Returns the URL that cases are sent to, which have a path of their own. */
  String base() {
    return isExact ? url.substring(0, pathAt()) : url;
  }

  /** Returns a case for this place: one path alone takes the place of the case's own. */
  WafCase here(WafCase one) {
    WafRequest request = one.request();
    if (!isExact || request.raw() != null || !request.target().startsWith("/")) {
      return one;
    }
    int query = request.target().indexOf('?');
    String target = url.substring(pathAt()) + (query < 0 ? "" : request.target().substring(query));
    return with(one, target, request.headers(), request.body());
  }

  private int pathAt() {
    int path = url.indexOf('/', url.indexOf("://") + 3);
    return path < 0 ? url.length() : path;
  }

  static WafCase with(WafCase one, String target, List<Header> headers, byte[] body) {
    WafRequest old = one.request();
    return new WafCase(
        one.id(),
        one.rule(),
        one.polarity(),
        new WafRequest(
            old.method(),
            target,
            old.version(),
            headers,
            body,
            old.ownHost(),
            old.ownUserAgent(),
            null),
        one.source(),
        one.about(),
        one.measured());
  }
}
