package dev.plumbline.azure.live;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import dev.plumbline.azure.platform.AzurePlatformException.Kind;
import java.net.URI;
import java.net.URL;
import java.util.Locale;
import reactor.core.publisher.Mono;

/**
 * Lets requests go only where the token is meant for. Answers name where to go on: the next page,
 * the operation to wait for. Who can change an answer must not get the token by that.
 */
final class HostGuard implements HttpPipelinePolicy {

  private final URI meant;

  HostGuard(URI meant) {
    this.meant = meant;
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    URL url = context.getHttpRequest().getUrl();
    return isMeant(url)
        ? next.process()
        : Mono.error(
            new Stopped(
                Kind.BROKEN,
                "the answer leads on to "
                    + url.getProtocol()
                    + "://"
                    + url.getAuthority()
                    + ", which is not "
                    + meant.getHost()
                    + ": it is not followed, since the token would go there"));
  }

  /** Regional names of the same interface, such as westeurope.management.azure.com, are it, too. */
  private boolean isMeant(URL url) {
    String host = url.getHost().toLowerCase(Locale.ROOT);
    String own = meant.getHost().toLowerCase(Locale.ROOT);
    return url.getProtocol().equalsIgnoreCase("https")
        && url.getUserInfo() == null
        && port(url.getPort()) == port(meant.getPort())
        && (host.equals(own) || host.endsWith("." + own));
  }

  private static int port(int port) {
    return port < 0 ? 443 : port;
  }
}
