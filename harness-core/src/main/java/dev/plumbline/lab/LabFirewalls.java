package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.FirewallLogSpec;
import dev.plumbline.observation.WafObservation.Arrival;
import dev.plumbline.vantage.FirewallEvidence;
import dev.plumbline.waf.FirewallLog;
import dev.plumbline.waf.FirewallLogProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a lab can tell of requests to firewalls: its realisation's evidence, and further logs. */
final class LabFirewalls implements FirewallEvidence, AutoCloseable {

  private final FirewallEvidence ground;
  private final List<FirewallLog> further = new CopyOnWriteArrayList<>();
  private final OpenResources open =
      new OpenResources("the logs of the lab's firewalls are closed");

  private LabFirewalls(FirewallEvidence ground) {
    this.ground = ground;
  }

  /**
   * Opens the logs that an environment names.
   *
   * @throws LabException when one of them cannot be
   */
  static LabFirewalls open(Environment environment, FirewallEvidence ground) {
    LabFirewalls all = new LabFirewalls(ground);
    try {
      environment.firewallLogs().forEach(log -> all.add(opened(environment, log)));
    } catch (RuntimeException e) {
      all.open.closeAfter(e);
      throw e;
    }
    return all;
  }

  private static FirewallLog opened(Environment environment, FirewallLogSpec log) {
    Set<String> known = new TreeSet<>();
    for (FirewallLogProvider provider : ServiceLoader.load(FirewallLogProvider.class)) {
      known.addAll(provider.formats());
      if (provider.formats().contains(log.format())) {
        try {
          return provider.open(log.format(), Path.of(log.path()));
        } catch (IllegalStateException e) {
          throw new LabException(
              "the firewall's log %s of environment \"%s\" cannot be opened: %s"
                  .formatted(log.path(), environment.name(), e.getMessage()),
              e);
        }
      }
    }
    throw new LabException(
        "environment \"%s\" has a firewall's log in the format \"%s\" (firewall-logs), which is not known; known: %s"
            .formatted(
                environment.name(),
                log.format(),
                known.isEmpty() ? "none" : String.join(", ", known)));
  }

  void add(FirewallLog log) {
    further.add(open.add(log));
  }

  @Override
  public Arrival arrived(String id) {
    return ground.arrived(id);
  }

  @Override
  public List<FirewallLog> logs() {
    List<FirewallLog> all = new ArrayList<>(ground.logs());
    all.addAll(further);
    return all;
  }

  @Override
  public void close() {
    further.clear();
    open.close();
  }
}
