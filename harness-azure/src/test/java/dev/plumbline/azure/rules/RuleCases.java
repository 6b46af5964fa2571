package dev.plumbline.azure.rules;

import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.model.ConnectedNetwork;
import dev.plumbline.azure.model.NetworkSecurityGroup.Access;
import dev.plumbline.azure.model.NetworkSecurityGroup.Direction;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRule;
import dev.plumbline.azure.model.NetworkSecurityGroup.SecurityRuleProtocol;
import dev.plumbline.azure.model.VirtualNetwork;
import dev.plumbline.azure.model.VirtualNetwork.PeeringState;
import dev.plumbline.azure.model.VirtualNetwork.Subnet;
import dev.plumbline.azure.model.VirtualNetwork.VirtualNetworkPeering;
import dev.plumbline.network.Cidr;
import dev.plumbline.network.IpAddresses;
import dev.plumbline.network.Network.PortRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Files of cases: sections with a title, each with a description and questions about it. */
final class RuleCases {

  private RuleCases() {}

  /** A section of such a file. */
  record Section(String title, List<String> lines) {
    /** Returns the lines that begin with a word, without it, each as its words. */
    List<String[]> all(String word) {
      return lines.stream()
          .filter(l -> l.startsWith(word + " "))
          .map(l -> l.substring(word.length() + 1).trim().split(" +"))
          .toList();
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Section> read(String resource) {
    String text;
    try (InputStream stream = RuleCases.class.getResourceAsStream(resource)) {
      text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Section> sections = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("== ")) {
        sections.add(new Section(line.substring(3), new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        sections.get(sections.size() - 1).lines().add(line.trim());
      }
    }
    return sections;
  }

  static SecurityRule rule(String... words) {
    return new SecurityRule(
        "r" + words[0],
        Integer.parseInt(words[0]),
        words[1].equals("in") ? Direction.INBOUND : Direction.OUTBOUND,
        words[2].equals("allow") ? Access.ALLOW : Access.DENY,
        words[3].equals("*")
            ? SecurityRuleProtocol.ANY
            : SecurityRuleProtocol.valueOf(words[3].toUpperCase(Locale.ROOT)),
        prefixes(words[4]),
        ports(words[5]),
        groups(words[4]),
        prefixes(words[6]),
        ports(words[7]),
        groups(words[6]));
  }

  private static List<String> prefixes(String word) {
    return word.startsWith("asg:") ? List.of() : List.of(word.split(","));
  }

  private static List<String> groups(String word) {
    return word.startsWith("asg:")
        ? Stream.of(word.split(",")).map(w -> w.substring("asg:".length())).toList()
        : List.of();
  }

  private static List<PortRange> ports(String word) {
    return word.equals("*") ? List.of() : Stream.of(word.split(",")).map(PortRange::of).toList();
  }

  /** Returns a flow; an end is an address or a service tag, with a port where there are ports. */
  static FiveTuple flow(ServiceTags tags, String protocol, String from, String to) {
    IpProtocol proto = IpProtocol.valueOf(protocol.toUpperCase(Locale.ROOT));
    return new FiveTuple(
        address(tags, from), port(from, proto), address(tags, to), port(to, proto), proto);
  }

  private static int port(String end, IpProtocol protocol) {
    return protocol.hasPorts() ? Integer.parseInt(end.substring(end.indexOf(':') + 1)) : 0;
  }

  static InetAddress address(ServiceTags tags, String end) {
    if (IpAddresses.isLiteral(end)) {
      return IpAddresses.parse(end);
    }
    int colon = end.indexOf(':');
    String host = colon < 0 ? end : end.substring(0, colon);
    if (IpAddresses.isLiteral(host)) {
      return IpAddresses.parse(host);
    }
    String tag = ServiceTags.withoutRegion(host);
    if (tag.equals(host)) {
      return tags.address(tag).orElseThrow();
    }
    return tags.addresses(tag, List.of(host.substring(tag.length() + 1))).get(1);
  }

  static Subnet subnet(String name, String prefix, String group) {
    return new Subnet(name, Cidr.of(prefix), group.isEmpty() ? null : group);
  }

  static VirtualNetwork network(String name, String prefix, List<Subnet> subnets, String... peers) {
    return new VirtualNetwork(
        name,
        null,
        List.of(Cidr.of(prefix)),
        List.of(),
        subnets,
        Stream.of(peers)
            .map(
                p ->
                    new VirtualNetworkPeering(
                        name + "-" + p, p, true, false, false, false, PeeringState.CONNECTED))
            .toList(),
        null);
  }

  static ConnectedNetwork site(String name, String prefix, String... connectedTo) {
    return new ConnectedNetwork(name, List.of(Cidr.of(prefix)), List.of(connectedTo), false, false);
  }

  /** Returns a topology without anything, for its service tags. */
  static AzureTopology empty() {
    return AzureTopology.builder("empty").build();
  }
}
