package dev.plumbline.network;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Dns;
import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.InstanceProbe;
import dev.plumbline.network.Network.Instances;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.MemberCheck;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Tcp;
import dev.plumbline.network.Network.Tls;
import dev.plumbline.network.Network.Translation;
import dev.plumbline.network.Network.Upstream;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a host of a {@link NetworkBuilder}. Without more it listens to nothing. A listener on the
 * port of an earlier one takes its place.
 */
public final class HostBuilder {

  private final String name;
  private String segment;
  private List<InetAddress> addresses = List.of();
  private List<InetAddress> publicAddresses = List.of();
  private boolean forwards;
  private @Nullable RuleSet rules;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Upstream> upstreams = new ArrayList<>();
  private boolean stateful = true;
  private final List<Translation> translations = new ArrayList<>();
  private final List<SourceTranslation> sourceTranslations = new ArrayList<>();
  private final List<Balance> balances = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private @Nullable Instances instances;
  private List<InetAddress> resolvers = List.of();
  private boolean apart;

  HostBuilder(String name, String segment) {
    this.name = name;
    this.segment = segment;
  }

  HostBuilder(Host host) {
    this(host.name(), host.segment());
    addresses = host.addresses();
    publicAddresses = host.publicAddresses();
    forwards = host.forwards();
    rules = host.rules();
    listeners.addAll(host.listeners());
    upstreams.addAll(host.upstreams());
    stateful = host.stateful();
    translations.addAll(host.translations());
    sourceTranslations.addAll(host.sourceTranslations());
    balances.addAll(host.balances());
    attachments.addAll(host.attachments());
    instances = host.instances();
    resolvers = host.resolvers();
    apart = host.apart();
  }

  /** Sets the segment. */
  public HostBuilder segment(String segment) {
    this.segment = segment;
    return this;
  }

  /** Sets the addresses in the segment. */
  public HostBuilder addresses(String... addresses) {
    this.addresses = Stream.of(addresses).map(IpAddresses::parse).toList();
    return this;
  }

  /** Sets the addresses under which it is reached by way of the internet. */
  public HostBuilder publicAddresses(String... addresses) {
    publicAddresses = Stream.of(addresses).map(IpAddresses::parse).toList();
    return this;
  }

  /** Adds an address in another segment. */
  public HostBuilder attachedTo(String segment, String address) {
    attachments.add(new Attachment(segment, IpAddresses.parse(address)));
    return this;
  }

  /**
   * Makes it stand for instances behind a load balancer that asks them nothing; {@code addresses}
   * are addresses of the host.
   */
  public HostBuilder instances(String... addresses) {
    instances = new Instances(Stream.of(addresses).map(IpAddresses::parse).toList(), null);
    return this;
  }

  /**
   * Sets what must reach one of its instances, so that anything does by way of the load balancer.
   *
   * @throws IllegalStateException when there is none
   */
  public HostBuilder instanceProbe(String segment, String source, int port) {
    if (instances == null) {
      throw new IllegalStateException(
          "\"" + name + "\" stands for itself alone; see instances(..)");
    }
    InstanceProbe probe = new InstanceProbe(segment, IpAddresses.parse(source), port);
    instances = new Instances(instances.addresses(), probe);
    return this;
  }

  /**
   * Sets the addresses of the DNS servers it asks, each when those before it give no answer, in
   * place of its segment's.
   */
  public HostBuilder resolvers(String... addresses) {
    resolvers = Stream.of(addresses).map(IpAddresses::parse).toList();
    return this;
  }

  /** Makes it an appliance, which passes on flows that are not for itself. */
  public HostBuilder forwards() {
    forwards = true;
    return this;
  }

  /**
   * Sets whether an appliance drops what belongs to no connection it has seen both ways of; true
   * when not set.
   */
  public HostBuilder stateful(boolean stateful) {
    this.stateful = stateful;
    return this;
  }

  /** Adds that what comes to a TCP port of the host goes on to another address and port. */
  public HostBuilder translation(String name, int port, String to, int toPort) {
    return translation(
        new Translation(
            name, Protocol.TCP, null, port, List.of(), IpAddresses.parse(to), toPort, false, null));
  }

  /** Adds a translation of destinations. */
  public HostBuilder translation(Translation translation) {
    NetworkBuilder.put(translations, Translation::name, translation);
    return this;
  }

  /** Adds that whatever leaves the host seems to come from it, but what goes to some prefixes. */
  public HostBuilder hidesSources(String name, String... except) {
    return sourceTranslation(
        new SourceTranslation(
            name, List.of(), List.of(), Stream.of(except).map(Cidr::of).toList(), null));
  }

  /** Adds a translation of sources. */
  public HostBuilder sourceTranslation(SourceTranslation translation) {
    NetworkBuilder.put(sourceTranslations, SourceTranslation::name, translation);
    return this;
  }

  /**
   * Adds a TCP port whose connections are passed on to healthy members, each written as {@code
   * 10.1.0.4:443} or, for the port itself, as {@code 10.1.0.4}.
   */
  public HostBuilder balance(String name, int port, String... members) {
    return balance(
        new Balance(
            name,
            Protocol.TCP,
            null,
            port,
            Stream.of(members).map(NetworkDescriptor::member).toList(),
            false,
            false,
            new MemberCheck(null, null),
            Action.DROP));
  }

  /** Adds a port whose connections are passed on to members. */
  public HostBuilder balance(Balance balance) {
    NetworkBuilder.put(balances, Balance::name, balance);
    return this;
  }

  /** Makes the segment's filter and routes be not for it. */
  public HostBuilder apart() {
    apart = true;
    return this;
  }

  /** Sets its own filter. */
  public HostBuilder rules(String name, Consumer<RulesBuilder> with) {
    rules = NetworkBuilder.built(new RulesBuilder(name), with).build();
    return this;
  }

  /** Adds a listener for HTTP without TLS. */
  public HostBuilder http(int port, Consumer<HttpBuilder> with) {
    return listener(new Listener(port, List.of(), null, 0, http(with), null, null));
  }

  /** Adds a listener for HTTP without TLS that does one thing with every request. */
  public HostBuilder http(int port, Handling every) {
    return http(port, http -> http.anyHost(every));
  }

  /** Adds a listener for HTTPS that presents one certificate, whatever the server name. */
  public HostBuilder https(int port, String certificate, Consumer<HttpBuilder> with) {
    return https(port, new TlsBuilder(certificate), with);
  }

  /**
   * Adds a listener for HTTPS that presents one certificate and does one thing with every request.
   */
  public HostBuilder https(int port, String certificate, Handling every) {
    return https(port, certificate, http -> http.anyHost(every));
  }

  /** Adds a listener for HTTPS. See {@link TlsBuilder#tls}. */
  public HostBuilder https(int port, TlsBuilder tls, Consumer<HttpBuilder> with) {
    return listener(new Listener(port, List.of(), tls.build(), 0, http(with), null, null));
  }

  /** Adds a DNS server on port 53 that is authoritative, for every segment. */
  public HostBuilder dns() {
    return listener(new Listener(53, List.of(), null, 0, null, new Dns(false, List.of()), null));
  }

  /**
   * Adds a DNS server on port 53 that answers as a resolver would; for all segments when none is
   * named.
   */
  public HostBuilder resolver(String... clients) {
    return listener(
        new Listener(53, List.of(), null, 0, null, new Dns(true, List.of(clients)), null));
  }

  /** Adds a DNS server on port 53. See {@link DnsBuilder#authoritative}. */
  public HostBuilder dns(DnsBuilder server) {
    return listener(new Listener(53, List.of(), null, 0, null, server.build(), null));
  }

  /** Adds a listener that accepts connections and stays silent. */
  public HostBuilder tcp(int port) {
    return tcp(port, "");
  }

  /** Adds a listener that sends a text when a connection opens. */
  public HostBuilder tcp(int port, String banner) {
    return listener(new Listener(port, List.of(), null, 0, null, null, new Tcp(banner, false)));
  }

  /** Adds a listener that sends back what it receives. */
  public HostBuilder echo(int port) {
    return listener(new Listener(port, List.of(), null, 0, null, null, new Tcp("", true)));
  }

  /** Adds a listener. */
  public HostBuilder listener(Listener listener) {
    listeners.removeIf(
        other -> other.port() == listener.port() && other.addresses().equals(listener.addresses()));
    listeners.add(listener);
    return this;
  }

  /** Changes the listeners of a port. */
  public HostBuilder changeListener(int port, UnaryOperator<Listener> change) {
    listener(port);
    listeners.replaceAll(listener -> listener.port() == port ? change.apply(listener) : listener);
    return this;
  }

  /** Changes how the listeners of a port do TLS. */
  public HostBuilder changeTls(int port, Consumer<TlsBuilder> change) {
    return changeListener(
        port,
        listener -> {
          Tls tls = listener.tls();
          if (tls == null) {
            throw new IllegalArgumentException(
                "the listener on port " + port + " of \"" + name + "\" has no TLS to change");
          }
          return new Listener(
              port,
              listener.addresses(),
              NetworkBuilder.built(new TlsBuilder(tls), change).build(),
              listener.connectionLimit(),
              listener.http(),
              listener.dns(),
              listener.tcp());
        });
  }

  /** Takes the listeners of a port away. */
  public HostBuilder withoutListener(int port) {
    listener(port);
    listeners.removeIf(listener -> listener.port() == port);
    return this;
  }

  /** Adds a pool of backends; it counts as healthy, unless a probe is added. */
  public HostBuilder upstream(String name, int port, String... members) {
    return upstream(name, port, upstream -> upstream.members(members));
  }

  /** Adds a pool of backends. */
  public HostBuilder upstream(String name, int port, Consumer<UpstreamBuilder> with) {
    NetworkBuilder.put(
        upstreams,
        Upstream::name,
        NetworkBuilder.built(new UpstreamBuilder(name, port), with).build());
    return this;
  }

  /** Changes a pool added before. */
  public HostBuilder changeUpstream(String name, Consumer<UpstreamBuilder> change) {
    Upstream upstream = NetworkBuilder.named(upstreams, Upstream::name, "upstream", name);
    NetworkBuilder.put(
        upstreams,
        Upstream::name,
        NetworkBuilder.built(new UpstreamBuilder(upstream), change).build());
    return this;
  }

  Host build() {
    return new Host(
        name,
        segment,
        addresses,
        publicAddresses,
        forwards,
        rules,
        listeners,
        upstreams,
        stateful,
        translations,
        sourceTranslations,
        balances,
        attachments,
        instances,
        resolvers,
        apart);
  }

  private void listener(int port) {
    if (listeners.stream().noneMatch(listener -> listener.port() == port)) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" has no listener on port "
              + port
              + ", only on "
              + listeners.stream().map(Listener::port).toList());
    }
  }

  private static Http http(Consumer<HttpBuilder> with) {
    return NetworkBuilder.built(new HttpBuilder(), with).build();
  }
}
