package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.network.Cidr;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The subnets of a topology by name, and their addresses: Azure keeps the first four and the last
 * one of each for itself.
 *
 * <p>A subnet is meant by its name where no other virtual network has one of that name, and always
 * by {@code vnet/name}.
 */
public final class Subnets {

  private static final int FIRST_USABLE = 4;

  private final Map<String, Placed> byName = new HashMap<>();
  private final List<Placed> all = new ArrayList<>();

  private Subnets(AzureTopology topology) {
    Map<String, Integer> count = new HashMap<>();
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      vnet.subnets().stream()
          .map(Subnet::name)
          .distinct()
          .forEach(name -> count.merge(name, 1, Integer::sum));
    }
    for (VirtualNetwork vnet : topology.virtualNetworks()) {
      for (Subnet subnet : vnet.subnets()) {
        String full = vnet.name() + "/" + subnet.name();
        boolean unique = count.getOrDefault(subnet.name(), 0) == 1;
        Placed placed = new Placed(vnet, subnet, unique ? subnet.name() : full);
        all.add(placed);
        byName.put(full, placed);
        if (unique) {
          byName.put(subnet.name(), placed);
        }
      }
    }
  }

  /**
   * A subnet where it is.
   *
   * @param virtualNetwork its virtual network
   * @param subnet the subnet
   * @param name its name in the topology, which is that of its segment: its own where no other
   *     virtual network has one of that name, else {@code vnet/name}
   */
  public record Placed(VirtualNetwork virtualNetwork, Subnet subnet, String name) {}

  /** Returns the subnets of a topology. */
  public static Subnets of(AzureTopology topology) {
    return new Subnets(topology);
  }

  /** Returns all subnets, in the order of the topology. */
  public List<Placed> all() {
    return List.copyOf(all);
  }

  /** Returns the names in the topology of all subnets. */
  public List<String> names() {
    return all.stream().map(Placed::name).toList();
  }

  /** Returns the subnet meant by a name or {@code vnet/name}; empty when none is. */
  public Optional<Placed> find(@Nullable String name) {
    return Optional.ofNullable(name == null ? null : byName.get(name));
  }

  /**
   * Returns the region of what may be in a subnet: the one that is written for it, or else the one
   * of the virtual network, because both are in one; null where neither is written.
   */
  public @Nullable String region(@Nullable String written, @Nullable String subnet) {
    return written != null
        ? written
        : find(subnet).map(placed -> placed.virtualNetwork().location()).orElse(null);
  }

  /** Returns the subnets of a virtual network. */
  public List<Placed> of(VirtualNetwork vnet) {
    return all.stream().filter(p -> p.virtualNetwork().name().equals(vnet.name())).toList();
  }

  /**
   * Returns the first usable address of a prefix that is not taken.
   *
   * @throws IllegalStateException when there is none
   */
  public static InetAddress firstFree(Cidr prefix, Set<InetAddress> taken) {
    long usable = usable(prefix);
    for (int i = 0; i < usable; i++) {
      InetAddress candidate = addressAt(prefix, FIRST_USABLE + i);
      if (!taken.contains(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException("subnet " + prefix + " has no free address");
  }

  /** Returns how many addresses of a prefix can be used: all but five. */
  public static long usable(Cidr prefix) {
    int bits = prefix.address().getAddress().length * 8 - prefix.length();
    return bits >= 31 ? Integer.MAX_VALUE : Math.max(0, (1L << bits) - 5);
  }

  /** Returns the address at an offset, or the last but one of a prefix too small for it. */
  public static InetAddress addressAt(Cidr prefix, int offset) {
    byte[] first = prefix.address().getAddress();
    int bits = first.length * 8 - prefix.length();
    long most = bits >= 31 ? Integer.MAX_VALUE : Math.max(0, (1L << bits) - 2);
    byte[] sum =
        new BigInteger(1, first).add(BigInteger.valueOf(Math.min(offset, most))).toByteArray();
    byte[] address = new byte[first.length];
    for (int i = 1; i <= Math.min(sum.length, address.length); i++) {
      address[address.length - i] = sum[sum.length - i];
    }
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
