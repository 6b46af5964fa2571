package dev.plumbline.containers;

import dev.plumbline.containers.http.CertificateFaults;
import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.names.NameFaults;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.containers.wiring.FaultRules;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.Fault;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which faults are in force in a lab that runs, and how they come to be. */
final class LabFaults {

  private static final String ELSEWHERE =
      "Run the test on the ground simulated: @OnGround(Ground.SIMULATED)";

  private static final Set<Fault.Kind> SUPPORTED = supported();

  private final Control control;
  private final FaultRules rules;
  private final NameFaults names;
  private final CertificateFaults certificates;

  /** The filters of faults that have run, by namespace; guarded by this. */
  private final Map<String, String> filters;

  private volatile Set<Fault> inForce = Set.of();

  /** Whether faults were being put in force, and nobody knows which are. */
  private volatile boolean halfway;

  /**
   * Begins with those of the description alone.
   *
   * @param control the machine, which has carried out the plan
   */
  LabFaults(Site site, Control control) {
    this.control = control;
    this.rules = new FaultRules(site);
    this.names = new NameFaults(site, control);
    this.certificates = new CertificateFaults(site, control);
    this.filters = new HashMap<>(rules.scripts(Set.of()));
  }

  private static Set<Fault.Kind> supported() {
    Set<Fault.Kind> all = new TreeSet<>(FaultRules.SUPPORTED);
    all.addAll(NameFaults.SUPPORTED);
    all.addAll(CertificateFaults.SUPPORTED);
    return all;
  }

  /** Returns those in force beside the description's. */
  Set<Fault> inForce() {
    return inForce;
  }

  /** Returns why nobody knows what is in force; null when it is known. */
  @Nullable String trouble() {
    return halfway ? "putting faults in force has failed halfway" : null;
  }

  /**
   * Puts faults in place of those that were; returns when they are in force.
   *
   * @throws LabException when something of them cannot be shown, and then nothing has changed; or
   *     when they could not be put in force, and then there is {@link #trouble}
   */
  synchronized void apply(Set<Fault> wanted) {
    requirePossible(wanted);
    halfway = true;
    boolean changed = false;
    for (Map.Entry<String, String> script : rules.scripts(wanted).entrySet()) {
      if (!script.getValue().equals(filters.get(script.getKey()))) {
        // Until it has run, nobody knows what is in force there.
        filters.remove(script.getKey());
        control.require(script.getKey(), List.of("nft", "-f", "-"), script.getValue());
        filters.put(script.getKey(), script.getValue());
        changed = true;
      }
    }
    certificates.apply(wanted);
    changed |= names.apply(wanted);
    if (changed) {
      names.forget();
    }
    inForce = Set.copyOf(wanted);
    halfway = false;
  }

  /** Has name servers forget what others have told them; returns when they have. */
  synchronized void forget() {
    names.forget();
  }

  private void requirePossible(Set<Fault> wanted) {
    List<Fault> unknown =
        Fault.inOrder(List.of(), wanted).stream()
            .filter(fault -> !SUPPORTED.contains(fault.kind()))
            .toList();
    if (!unknown.isEmpty()) {
      throw new LabException(
          "the ground containers cannot put %s in force; of faults it has %s. %s"
              .formatted(unknown, SUPPORTED, ELSEWHERE));
    }
    List<String> impossible = names.impossible(wanted);
    if (!impossible.isEmpty()) {
      throw new LabException(
          "the ground containers cannot put faults in force:\n  - %s\n%s"
              .formatted(String.join("\n  - ", impossible), ELSEWHERE));
    }
  }
}
