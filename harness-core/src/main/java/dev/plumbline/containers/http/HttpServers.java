package dev.plumbline.containers.http;

import dev.plumbline.containers.firewall.FirewallFiles;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import java.util.Set;

/** The listeners of a network for HTTP and for bare bytes, as one nginx on each host. */
public final class HttpServers {

  private final Site site;

  /** Makes those of a network. */
  public HttpServers(Site site) {
    this.site = site;
  }

  /** Adds the servers, their configurations, and what answers behind them. */
  public void addTo(PlanBuilder plan) {
    new CertificateFiles(site.network()).files(Set.of()).forEach(plan::file);
    FirewallFiles firewalls = new FirewallFiles(plan);
    site.network().hosts().forEach(host -> new HostServer(site, host, plan, firewalls).add());
  }
}
