package dev.plumbline.network;

import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds a segment of a {@link NetworkBuilder}. Without more it has no resolver, no filter, and no
 * routes but the links.
 */
public final class SegmentBuilder {

  private final String name;
  private List<Cidr> prefixes = List.of();
  private boolean internet;
  private @Nullable InetAddress resolver;
  private List<InetAddress> furtherResolvers = List.of();
  private @Nullable InetAddress egress;
  private boolean ownEgress;
  private @Nullable RuleSet rules;
  private final List<Route> routes = new ArrayList<>();

  SegmentBuilder(String name) {
    this.name = name;
  }

  SegmentBuilder(Segment segment) {
    this(segment.name());
    prefixes = segment.prefixes();
    internet = segment.internet();
    resolver = segment.resolver();
    furtherResolvers = segment.furtherResolvers();
    egress = segment.egress();
    ownEgress = segment.ownEgress();
    rules = segment.rules();
    routes.addAll(segment.routes());
  }

  /** Sets the address prefixes, for example {@code 10.1.0.0/24}. */
  public SegmentBuilder prefixes(String... prefixes) {
    this.prefixes = Stream.of(prefixes).map(Cidr::of).toList();
    return this;
  }

  /** Makes the segment the internet. */
  SegmentBuilder isInternet() {
    internet = true;
    return this;
  }

  /** Sets the address of the one DNS server that its hosts ask. */
  public SegmentBuilder resolver(String address) {
    return resolvers(address);
  }

  /**
   * Sets the addresses of the DNS servers that its hosts ask, each when those before it give no
   * answer.
   */
  public SegmentBuilder resolvers(String first, String... further) {
    resolver = IpAddresses.parse(first);
    furtherResolvers = Stream.of(further).map(IpAddresses::parse).toList();
    return this;
  }

  /** Sets the address that others see when one of its hosts goes to a public address. */
  public SegmentBuilder egress(String address) {
    egress = IpAddresses.parse(address);
    return this;
  }

  /** Lets others see a host with public addresses by the first of them instead. */
  public SegmentBuilder ownEgress() {
    ownEgress = true;
    return this;
  }

  /** Sets the filter at its edge. */
  public SegmentBuilder rules(String name, Consumer<RulesBuilder> with) {
    return rules(NetworkBuilder.built(new RulesBuilder(name), with).build());
  }

  /** Sets the filter at its edge; null for none. */
  public SegmentBuilder rules(@Nullable RuleSet rules) {
    this.rules = rules;
    return this;
  }

  /** Adds rules to the filter at its edge. */
  public SegmentBuilder changeRules(Consumer<RulesBuilder> change) {
    if (rules == null) {
      throw new IllegalArgumentException("segment \"" + name + "\" has no rules to change");
    }
    return rules(NetworkBuilder.built(new RulesBuilder(rules), change).build());
  }

  /** Adds a route whose destinations are forwarded by a host. */
  public SegmentBuilder route(String name, String prefix, String via) {
    NetworkBuilder.put(routes, Route::name, new Route(name, Cidr.of(prefix), via, false, false));
    return this;
  }

  /** Adds a route whose destinations have no way at all. */
  public SegmentBuilder noRoute(String name, String prefix) {
    NetworkBuilder.put(routes, Route::name, new Route(name, Cidr.of(prefix), null, true, false));
    return this;
  }

  /**
   * Adds a route whose destinations are reached by the links: an exception from a shorter route.
   */
  public SegmentBuilder directRoute(String name, String prefix) {
    NetworkBuilder.put(routes, Route::name, new Route(name, Cidr.of(prefix), null, false, true));
    return this;
  }

  Segment build() {
    return new Segment(
        name, prefixes, internet, resolver, egress, rules, routes, furtherResolvers, ownEgress);
  }
}
