package dev.plumbline.network;

import dev.plumbline.network.Network.Protocol;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flows written as {@code TCP 10.0.1.4:40000 -> 10.1.0.5:443}; IPv6 addresses in brackets. */
final class Flows {

  private static final Pattern TEXT =
      Pattern.compile("(TCP|UDP) \\[?(.+?)]?:(\\d+) -> \\[?(.+?)]?:(\\d+)");

  private Flows() {}

  static Flow of(String segment, String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    return new Flow(
        segment,
        IpAddresses.parse(matcher.group(2)),
        Integer.parseInt(matcher.group(3)),
        IpAddresses.parse(matcher.group(4)),
        Integer.parseInt(matcher.group(5)),
        Protocol.valueOf(matcher.group(1)));
  }
}
