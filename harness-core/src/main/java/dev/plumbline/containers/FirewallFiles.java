package dev.plumbline.containers;

import dev.plumbline.network.Network.Host;
import dev.plumbline.network.WebFirewall;

/** The web application firewalls of a network as rules of ModSecurity. */
final class FirewallFiles {

  private final PlanBuilder plan;

  FirewallFiles(PlanBuilder plan) {
    this.plan = plan;
  }

  /**
   * Returns the directives of nginx that put a firewall in front of what a location does, and adds
   * the files they name to the plan. They stand first in the location; its answers come from behind
   * it, never from a {@code return}, since that would come before the firewall. An answer of status
   * 403 is replaced by the firewall's own.
   *
   * @param host the host whose nginx it is
   * @param where the place, unique on the host and fit for a file's name: the listener, the virtual
   *     host and, for a route, the route, each by its place in the description
   * @param firewall the firewall, which is on
   * @param service what the log calls the place, the label of the virtual host; empty for none
   */
  String directives(Host host, String where, WebFirewall firewall, String service) {
    plan.cannot(
        "host \"%s\": the firewall \"%s\" at %s".formatted(host.name(), firewall.name(), where));
    return "";
  }
}
