package dev.plumbline.containers;

import dev.plumbline.containers.http.HttpServers;
import dev.plumbline.containers.names.NameServers;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.containers.plan.PlanBuilder;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.Wiring;

/** The plan of a whole lab. */
final class LabPlan {

  private LabPlan() {}

  /**
   * Returns the plan of a network.
   *
   * @param site the network and its vantages
   * @param directory the directory on the machine that everything is written to
   * @throws dev.plumbline.lab.LabException when something of the network cannot be realised
   */
  static Plan of(Site site, String directory) {
    PlanBuilder plan = new PlanBuilder(site.network().name(), directory);
    new Wiring(site).addTo(plan);
    new NameServers(site).addTo(plan);
    new HttpServers(site).addTo(plan);
    return plan.build();
  }
}
