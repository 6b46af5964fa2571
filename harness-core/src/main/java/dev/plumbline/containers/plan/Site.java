package dev.plumbline.containers.plan;

import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.lab.VantageAddresses;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A network and the vantages that look at it, with the names of their namespaces.
 *
 * @param network the network
 * @param vantages where each vantage is, by name
 */
public record Site(Network network, Map<String, VantageAddresses.Place> vantages) {

  /** Returns the site of a network with vantages in it. */
  public static Site of(Network network, Map<String, VantageSpec> vantages) {
    VantageAddresses addresses = new VantageAddresses(network, vantages);
    Map<String, VantageAddresses.Place> places = new LinkedHashMap<>();
    vantages.forEach((name, spec) -> places.put(name, addresses.of(name, spec)));
    return new Site(network, places);
  }

  /** Returns the namespace of a host: {@code h} and its place in the description. */
  public String namespace(Host host) {
    return "h" + network.hosts().indexOf(host);
  }

  /** Returns the namespace of a segment's router: {@code s} and its place in the description. */
  public String namespace(Segment segment) {
    return "s" + network.segments().indexOf(segment);
  }

  /**
   * Returns the namespace of a vantage: that of the host whose address it has, or its own, {@code
   * v} and the place in the environment of the first vantage with its addresses.
   */
  public String namespace(String vantage) {
    VantageAddresses.Place place = Objects.requireNonNull(vantages.get(vantage), vantage);
    return hostOf(place)
        .map(this::namespace)
        .orElseGet(() -> "v" + new ArrayList<>(vantages.values()).indexOf(place));
  }

  /** Returns the host whose address a vantage looks from; empty when no host has it. */
  public Optional<Host> hostOf(VantageAddresses.Place place) {
    return network.hosts().stream()
        .filter(host -> host.segment().equals(place.segment()))
        .filter(h -> has(h, place.v4()) || has(h, place.v6()))
        .findFirst();
  }

  private static boolean has(Host host, @Nullable InetAddress address) {
    return address != null && host.addresses().contains(address);
  }

  /** Returns the segment of a name. */
  public Segment segment(String name) {
    return network.segments().stream()
        .filter(segment -> segment.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns every address that a host has: its own, its public ones, those in other segments. */
  public static List<InetAddress> addresses(Host host) {
    Set<InetAddress> all = new LinkedHashSet<>(host.addresses());
    all.addAll(host.publicAddresses());
    host.attachments().forEach(attachment -> all.add(attachment.address()));
    return List.copyOf(all);
  }

  /** Returns the addresses that a listener of a host listens on. */
  public static List<InetAddress> addresses(Host host, Listener listener) {
    return listener.addresses().isEmpty() ? addresses(host) : listener.addresses();
  }
}
