package dev.plumbline.containers;

import dev.plumbline.network.Network.Host;

/** The nginx of one host. */
final class HostServer {

  HostServer(Site site, Host host, PlanBuilder plan, FirewallFiles firewalls) {}

  void add() {}
}
