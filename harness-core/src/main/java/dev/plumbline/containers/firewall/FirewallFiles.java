package dev.plumbline.containers.firewall;

import dev.plumbline.containers.plan.FirewallPlace;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.Mode;

/** The web application firewalls of a network as rules of ModSecurity. */
public final class FirewallFiles {

  private final PlanBuilder plan;

  /** Makes those of a plan, which they are added to. */
  public FirewallFiles(PlanBuilder plan) {
    this.plan = plan;
  }

  /**
   * Returns the directives of nginx that put a firewall in front of what a location does, and adds
   * the files they name to the plan. They stand first in the location; its answers come from behind
   * it, never from a {@code return}, since that would come before the firewall. An answer of status
   * 403 is replaced by the firewall's own.
   *
   * <p>What a firewall finds is read from nginx's error log, not from ModSecurity's audit log:
   * where a page is answered in place of 403, nginx forgets the request's transaction, and the
   * audit log would have nothing of what was blocked.
   *
   * @param host the host whose nginx it is
   * @param where the place, unique on the host and fit for a file's name: the listener, the virtual
   *     host and, for a route, the route, each by its place in the description
   * @param firewall the firewall, which is on
   * @param service what the log calls the place, the label of the virtual host; empty for none
   */
  public String directives(Host host, String where, WebFirewall firewall, String service) {
    if (firewall.mode() == Mode.OFF) {
      return "";
    }
    String name = "firewall-" + plan.firewalls();
    FirewallPlace place = new FirewallPlace(host.name(), service, firewall, "log/" + name + ".log");
    plan.firewall(place);
    String here =
        "host \"%s\": web application firewall \"%s\"".formatted(host.name(), firewall.name());
    FirewallRules rules = new FirewallRules(firewall, what -> plan.cannot(here + ": " + what));
    String file = plan.file("waf/" + name + ".conf", rules.text(plan.path("run")));
    return """
              modsecurity on;
              modsecurity_rules_file %s;
              modsecurity_transaction_id $request_id;
              error_log %s info;
        """
        .formatted(file, plan.path(place.log()));
  }
}
