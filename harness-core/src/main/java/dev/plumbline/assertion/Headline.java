package dev.plumbline.assertion;

import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.observation.WafObservation;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a message is about: the number in the journal, the question, where it was asked from, and of
 * whom.
 */
final class Headline {

  private Headline() {}

  static String of(@Nullable Observation o) {
    if (o == null) {
      return "no observation";
    }
    String question = o.provenance().question();
    StringBuilder text = new StringBuilder("#").append(o.number()).append(' ').append(question);
    InetSocketAddress dialled = dialled(o);
    if (dialled != null && !question.contains(socket(dialled))) {
      text.append(" at ").append(socket(dialled));
    }
    text.append(" from ").append(o.provenance().vantage());
    if (o instanceof DnsObservation dns && dns.resolver() != null) {
      text.append(" by ").append(dns.resolver());
    }
    return text.toString();
  }

  /** Returns an observation in a few words, to point to it from another one's message. */
  static String reference(Observation o) {
    return "#" + o.number() + " " + o.provenance().question() + ", " + o.outcome().describe();
  }

  static @Nullable InetSocketAddress dialled(Observation o) {
    if (o instanceof TcpObservation tcp) {
      return tcp.dialled();
    }
    if (o instanceof TlsObservation tls) {
      return tls.dialled();
    }
    if (o instanceof WafObservation waf) {
      return waf.exchange().dialled();
    }
    return o instanceof HttpObservation http ? http.dialled() : null;
  }

  /** Returns {@code address:port}, an IPv6 address in brackets. */
  static String socket(InetSocketAddress s) {
    String host = s.getAddress() == null ? s.getHostString() : s.getAddress().getHostAddress();
    return host.indexOf(':') >= 0
        ? String.format(Locale.ROOT, "[%s]:%d", host, s.getPort())
        : host + ":" + s.getPort();
  }
}
