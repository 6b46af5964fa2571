package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import java.net.InetAddress;

/** How many connections a listener has open at a time, as a filter of the kernel's. */
final class ConnectionLimit {

  private ConnectionLimit() {}

  /** Returns the rules for a listener; empty where there is no limit. */
  static String rules(Host host, Listener listener) {
    if (listener.connectionLimit() == 0) {
      return "";
    }
    StringBuilder rules = new StringBuilder();
    for (InetAddress address : Site.addresses(host, listener)) {
      String text = address.getHostAddress();
      rules.append(
          "    %s daddr %s tcp dport %d ct state new ct count over %d reject with tcp reset\n"
              .formatted(
                  text.indexOf(':') < 0 ? "ip" : "ip6",
                  text,
                  listener.port(),
                  listener.connectionLimit()));
    }
    return rules.toString();
  }

  /** Returns a table with rules. */
  static String table(String rules) {
    return """
        table inet limits {
          chain input {
            type filter hook input priority 10; policy accept;
        %s  }
        }
        """
        .formatted(rules);
  }
}
