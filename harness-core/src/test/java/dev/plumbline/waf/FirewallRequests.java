package dev.plumbline.waf;

import dev.plumbline.waf.engine.IncomingRequest;
import java.net.InetAddress;
import java.util.Objects;

/** Requests of cases as they come to a firewall. */
public final class FirewallRequests {

  private FirewallRequests() {}

  /** Returns the request of a case, with the User-Agent that it is sent with. */
  public static IncomingRequest of(WafCase one) {
    byte[] bytes =
        Objects.requireNonNull(
            one.to("http://api.contoso.example").marked("0123456789abcdef").probe().raw());
    IncomingRequest request = RequestBytes.parse(bytes);
    return new IncomingRequest(
        request.method(),
        request.target(),
        request.headers(),
        request.body(),
        InetAddress.getLoopbackAddress());
  }
}
