package dev.plumbline.lab;

import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Resolver;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Segment;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses vantages look from, and which DNS servers they ask. One without an address gets,
 * in each address family of its segment, the highest that no host and no other vantage has; the
 * same every time, since vantages are asked for in the order of the environment.
 *
 * <p>One with an address gets such a one in the other family. Two at the same address are one
 * machine, with the same addresses; one at a host's address is the host, and has of the other
 * family what the host has there, or nothing.
 *
 * <p>In an internet segment without prefixes these are addresses for documentation: 203.0.113.254
 * (RFC 5737) and 2001:db8::ffff (RFC 3849), and those below.
 */
public final class VantageAddresses {

  private static final List<Cidr> DOCUMENTATION =
      List.of(Cidr.of("203.0.113.0/24"), Cidr.of("2001:db8::/112"));

  /**
   * Where a vantage is.
   *
   * @param segment the name of its segment
   * @param v4 its IPv4 address; null when it has none
   * @param v6 its IPv6 address; null when it has none
   */
  public record Place(String segment, @Nullable InetAddress v4, @Nullable InetAddress v6) {}

  private final Network network;
  private final Set<InetAddress> taken = new HashSet<>();
  private final Map<String, Place> sources = new LinkedHashMap<>();

  /**
   * Gives an address to each vantage.
   *
   * @throws LabException when one is in no segment of the network, outside its segment, or its
   *     segment is full, and when what is written as its resolver is none
   */
  public VantageAddresses(Network network, Map<String, VantageSpec> vantages) {
    this.network = network;
    for (Host host : network.hosts()) {
      taken.addAll(host.addresses());
      taken.addAll(host.publicAddresses());
      host.attachments().forEach(attachment -> taken.add(attachment.address()));
    }
    for (VantageSpec vantage : vantages.values()) {
      if (vantage.address() != null) {
        taken.add(vantage.address());
      }
    }
    vantages.forEach(this::of);
    vantages.values().forEach(this::resolvers);
  }

  /**
   * Returns where a vantage is.
   *
   * @throws LabException when it is in no segment of the network, outside its segment, or its
   *     segment is full
   */
  public synchronized Place of(String name, VantageSpec vantage) {
    Place known = sources.get(name);
    if (known == null) {
      known = place(name, vantage);
      sources.put(name, known);
    }
    return known;
  }

  private Segment segment(String name, VantageSpec vantage) {
    for (Segment segment : network.segments()) {
      if (segment.name().equals(vantage.segment())) {
        return segment;
      }
    }
    throw new LabException(
        "vantage \"%s\": network \"%s\" has no segment \"%s\"; name one of %s"
            .formatted(
                name,
                network.name(),
                vantage.segment(),
                network.segments().stream().map(Segment::name).toList()));
  }

  /**
   * Returns the DNS servers that a vantage asks, in order: its own or, where it has none, those of
   * its segment.
   *
   * @throws LabException when one of its own is not given by an address alone, or it has none and
   *     is in no segment of the network
   */
  public List<Resolver.Server> resolvers(VantageSpec vantage) {
    if (vantage.resolver().isEmpty()) {
      return segment("", vantage).resolvers().stream().map(VantageAddresses::server).toList();
    }
    List<Resolver.Server> own = new ArrayList<>();
    for (Resolver resolver : vantage.resolver()) {
      if (!(resolver instanceof Resolver.Server server) || !resolver.isPlain()) {
        throw new LabException(
            "resolver \"%s\" counts only on the ground live; here it is an address such as 10.1.0.4 or 10.1.0.4:5353"
                .formatted(resolver));
      }
      own.add(server);
    }
    return List.copyOf(own);
  }

  private static Resolver.Server server(InetAddress address) {
    return Resolver.Server.of(address, Resolver.Over.UDP.port());
  }

  private Place place(String name, VantageSpec vantage) {
    Segment segment = segment(name, vantage);
    InetAddress given = vantage.address();
    if (given != null
        && !segment.prefixes().isEmpty()
        && segment.prefixes().stream().noneMatch(p -> p.contains(given))) {
      throw new LabException(
          "vantage \"%s\": the address %s is outside segment \"%s\", which has %s"
              .formatted(name, given.getHostAddress(), segment.name(), segment.prefixes()));
    }
    List<Cidr> prefixes =
        segment.prefixes().isEmpty() && segment.internet() ? DOCUMENTATION : segment.prefixes();
    Place known = given == null ? null : placeAt(segment, given);
    if (known != null) {
      return known;
    }
    InetAddress v4 = given instanceof Inet4Address ? given : free(prefixes, 4);
    InetAddress v6 = given != null && !(given instanceof Inet4Address) ? given : free(prefixes, 16);
    if (v4 == null && v6 == null) {
      throw new LabException(
          "vantage \"%s\": every address of segment \"%s\" %s has a host; give it a larger prefix"
              .formatted(name, segment.name(), segment.prefixes()));
    }
    return new Place(segment.name(), v4, v6);
  }

  /** Returns the place of the host or vantage that has an address; null when there is none yet. */
  private @Nullable Place placeAt(Segment segment, InetAddress address) {
    boolean v4 = address instanceof Inet4Address;
    for (Host host : network.hosts()) {
      List<InetAddress> there = addresses(host, segment);
      if (there.contains(address)) {
        InetAddress other =
            there.stream()
                .filter(one -> one instanceof Inet4Address != v4)
                .findFirst()
                .orElse(null);
        return v4
            ? new Place(segment.name(), address, other)
            : new Place(segment.name(), other, address);
      }
    }
    return sources.values().stream()
        .filter(place -> place.segment().equals(segment.name()))
        .filter(place -> address.equals(place.v4()) || address.equals(place.v6()))
        .findFirst()
        .orElse(null);
  }

  /** Returns the addresses that a host has in a segment. */
  private static List<InetAddress> addresses(Host host, Segment segment) {
    return Stream.concat(
            host.segment().equals(segment.name()) ? host.addresses().stream() : Stream.empty(),
            host.attachments().stream()
                .filter(attachment -> attachment.segment().equals(segment.name()))
                .map(Attachment::address))
        .toList();
  }

  private @Nullable InetAddress free(List<Cidr> prefixes, int bytes) {
    for (Cidr prefix : prefixes) {
      InetAddress free = prefix.address().getAddress().length == bytes ? free(prefix) : null;
      if (free != null) {
        taken.add(free);
        return free;
      }
    }
    return null;
  }

  private @Nullable InetAddress free(Cidr prefix) {
    byte[] first = prefix.address().getAddress();
    int hostBits = first.length * 8 - prefix.length();
    BigInteger base = new BigInteger(1, first);
    BigInteger size = BigInteger.ONE.shiftLeft(hostBits);
    // The first and the last address of a subnet are no host's, unless it has only two (RFC 3021)
    // or one.
    boolean ends = hostBits <= 1;
    BigInteger offset = size.subtract(ends ? BigInteger.ONE : BigInteger.TWO);
    BigInteger lowest = ends ? BigInteger.ZERO : BigInteger.ONE;
    // Never more steps than addresses that are taken.
    for (; offset.compareTo(lowest) >= 0; offset = offset.subtract(BigInteger.ONE)) {
      InetAddress address = address(base.add(offset), first.length);
      if (!taken.contains(address)) {
        return address;
      }
    }
    return null;
  }

  private static InetAddress address(BigInteger value, int length) {
    byte[] bytes = new byte[length];
    byte[] significant = value.toByteArray();
    for (int i = 1; i <= Math.min(length, significant.length); i++) {
      bytes[length - i] = significant[significant.length - i];
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
