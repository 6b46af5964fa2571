package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.EachAddress;
import dev.plumbline.observation.Observation;
import dev.plumbline.probe.DnsProbe;
import dev.plumbline.probe.Family;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.Sni;
import dev.plumbline.probe.Target;
import dev.plumbline.probe.TcpProbe;
import dev.plumbline.probe.TlsProbe;
import dev.plumbline.probe.TlsSettings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A probe of every address of its host: the same question, dialled at each. */
final class AtEachAddress {

  private final Environment environment;

  AtEachAddress(Environment environment) {
    this.environment = environment;
  }

  /** How questions are asked, one after another, and probes at once. */
  interface Asking<O extends Observation> {
    DnsObservation ask(DnsProbe question);

    List<O> observeAll(List<? extends Probe<O>> probes);
  }

  <O extends Observation> EachAddress<O> observe(String vantage, Probe<O> probe, Asking<O> asking) {
    Place place = place(probe);
    String host = place.host();
    List<DnsObservation> questions = new ArrayList<>();
    Set<InetAddress> addresses = new LinkedHashSet<>();
    if (IpAddresses.isLiteral(host)) {
      addresses.add(IpAddresses.parse(host));
    } else {
      for (String type : types(place.family())) {
        DnsObservation seen = asking.ask(limited(DnsProbe.of(host, type), probe.timeout()));
        questions.add(seen);
        if (seen.outcome().reached()) {
          addresses.addAll(seen.addresses());
        }
      }
    }
    List<Probe<O>> probes =
        addresses.stream().map(a -> at(probe, place, a.getHostAddress())).toList();
    return new EachAddress<>(
        vantage, host, questions, probes.isEmpty() ? List.of() : asking.observeAll(probes));
  }

  private static List<String> types(Family family) {
    return switch (family) {
      case ANY -> List.of("A", "AAAA");
      case IPV4 -> List.of("A");
      case IPV6 -> List.of("AAAA");
    };
  }

  private static DnsProbe limited(DnsProbe question, Optional<Duration> limit) {
    return limit.map(question::within).orElse(question);
  }

  private Place place(Probe<?> probe) {
    if (probe instanceof TcpProbe connect) {
      return Place.of(environment, connect.target());
    } else if (probe instanceof TlsProbe handshake) {
      return Place.of(environment, handshake.target());
    } else if (probe instanceof HttpProbe request) {
      return request.dial() == null
          ? Place.of(environment, request.target(), request.scheme())
          : Place.of(environment, request.dial());
    }
    throw new IllegalArgumentException(
        probe.question()
            + " goes to no host of which each address could be asked; give a TcpProbe, TlsProbe or HttpProbe");
  }

  /** Returns the probe, dialling an address; what names the host goes on naming it. */
  @SuppressWarnings("unchecked") // A probe is made into one of its own kind.
  private static <O extends Observation> Probe<O> at(Probe<O> probe, Place place, String address) {
    Target there = Target.of(address, place.port());
    Probe<?> made;
    if (probe instanceof TcpProbe connect) {
      made = new TcpProbe(there, connect.limit());
    } else if (probe instanceof TlsProbe handshake) {
      made =
          new TlsProbe(there, named(handshake.tls(), place), handshake.alpn(), handshake.limit());
    } else {
      made = ((HttpProbe) probe).connectTo(address, place.port());
    }
    return (Probe<O>) made;
  }

  private static TlsSettings named(TlsSettings settings, Place place) {
    String host = place.host();
    String presented = place.endpoint() == null ? null : place.endpoint().clientCertificate();
    if (presented != null && settings.clientCertificate() == null && !TlsClient.isOld(settings)) {
      return named(settings.withClientCertificate(presented), place);
    }
    if (IpAddresses.isLiteral(host)) {
      return settings;
    }
    if (settings.sni() instanceof Sni.OfTarget) {
      String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      return settings.withSni(Sni.named(name));
    }
    return settings.sni() instanceof Sni.None
            && settings.certificateName() == null
            && !settings.anyCertificateName()
        ? settings.withCertificateName(host)
        : settings;
  }
}
