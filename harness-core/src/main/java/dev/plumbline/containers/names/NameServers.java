package dev.plumbline.containers.names;

import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Network.Host;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The DNS servers of a network: BIND 9 in the namespaces of their hosts. */
public final class NameServers {

  /** The program by which a server's zones are asked. */
  static final String ASKING = "asking.py";

  private final Site site;
  private final Forwarding forwarding;
  private final List<NameServer> servers = new ArrayList<>();

  /** Works out what each of them has for whom. */
  public NameServers(Site site) {
    this.site = site;
    this.forwarding = new Forwarding(site);
    for (Host host : site.network().hosts()) {
      for (int i = 0; i < host.listeners().size(); i++) {
        if (host.listeners().get(i).dns() != null) {
          servers.add(new NameServer(site, host, i, forwarding));
        }
      }
    }
  }

  /** Returns each of them. */
  List<NameServer> all() {
    return servers;
  }

  /** Adds the servers, and what asks other servers for them. */
  public void addTo(PlanBuilder plan) {
    if (servers.isEmpty()) {
      return;
    }
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    String key =
        "key \"control\" { algorithm hmac-sha256; secret \"%s\"; };\n"
            .formatted(Base64.getEncoder().encodeToString(secret));
    for (NameServer server : servers) {
      server.impossible().forEach(plan::cannot);
      server.files(site.network().faults(), plan::cannot).forEach(plan::file);
      plan.file(server.name() + "/" + NamedConfiguration.KEY, key);
      plan.service(server.service(plan));
    }
    plan.program(NameServers.class, ASKING);
    forwarding.addTo(plan);
  }
}
