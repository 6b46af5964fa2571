package dev.plumbline.network;

import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Redirect;
import dev.plumbline.network.Network.Tls;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The core's own format of network descriptions. */
final class NetworkDescriptor {

  private static final String ADDRESS_FORM =
      "([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)";
  private static final String LINK_FORM = "(\\S+) +(<?->) +(\\S+)(?: +(\\d\\S*))?";
  private static final Pattern LINK = Pattern.compile(LINK_FORM);
  private static final String MEMBER_FORM =
      "(?:([0-9]{1,3}(?:\\.[0-9]{1,3}){3})|\\[([0-9A-Fa-f:.]+)\\]|([0-9A-Fa-f:.]+))(?::(\\d{1,5}))?";
  private static final Pattern MEMBER = Pattern.compile(MEMBER_FORM);

  static final Descriptor<Network> FORMAT =
      addressTypes(Descriptor.of(Network.class, "network description"))
          .shorthand(
              Link.class,
              NetworkDescriptor::links,
              "^" + LINK_FORM + "$",
              "two segments such as internet -> hub or hub <-> spoke 20ms")
          .shorthand(
              Member.class,
              NetworkDescriptor::members,
              "^" + MEMBER_FORM + "$",
              "an address such as 10.1.0.4, or with a port 10.1.0.4:443")
          .shorthand(Tls.class, "certificates", "the name of a certificate")
          .shorthand(Redirect.class, "url", "a URL such as https://www.contoso.net/")
          .check(NetworkChecks::check)
          .build();

  private NetworkDescriptor() {}

  static <T> Descriptor.Builder<T> addressTypes(Descriptor.Builder<T> builder) {
    return builder
        .scalar(
            InetAddress.class,
            IpAddresses::parse,
            IpAddresses.parse("0.0.0.0"),
            "^" + ADDRESS_FORM + "$",
            "an IP address such as 10.1.0.5")
        .scalar(
            Cidr.class,
            Cidr::of,
            Cidr.of("0.0.0.0"),
            "^" + ADDRESS_FORM + "(/[0-9]{1,3})?$",
            "an address prefix such as 10.1.0.0/24")
        .scalar(
            PortRange.class,
            PortRange::of,
            new PortRange(0, 0),
            "^\\d{1,5}(-\\d{1,5})?$",
            "a port such as 443 or a range such as 1024-65535");
  }

  /** Returns a member written as {@code 10.1.0.4:443}, {@code [fd00::4]:443} or an address. */
  static Member member(String text) {
    Map<String, String> parts = members(text).get(0);
    String port = parts.get("port");
    return new Member(
        IpAddresses.parse(parts.getOrDefault("address", "")),
        port == null ? null : Integer.valueOf(port));
  }

  private static List<Map<String, String>> members(String text) {
    if (IpAddresses.isLiteral(text)) {
      return List.of(Map.of("address", text));
    }
    Matcher matcher = MEMBER.matcher(text);
    if (!matcher.matches() || matcher.group(3) != null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a member such as 10.1.0.4:443, [fd00::4]:443 or 10.1.0.4");
    }
    String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return List.of(
        matcher.group(4) == null
            ? Map.of("address", address)
            : Map.of("address", address, "port", matcher.group(4)));
  }

  private static List<Map<String, String>> links(String text) {
    Matcher matcher = LINK.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a link such as internet -> hub, hub <-> spoke or hub <-> spoke 20ms");
    }
    String latency = matcher.group(4) == null ? "0s" : matcher.group(4);
    List<Map<String, String>> links = new ArrayList<>();
    links.add(Map.of("from", matcher.group(1), "to", matcher.group(3), "latency", latency));
    if (matcher.group(2).equals("<->")) {
      links.add(Map.of("from", matcher.group(3), "to", matcher.group(1), "latency", latency));
    }
    return links;
  }
}
