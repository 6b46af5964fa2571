package dev.plumbline.containers.http;

import dev.plumbline.containers.machine.Control;
import dev.plumbline.containers.plan.Site;
import dev.plumbline.network.Fault;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How certificates expire while the lab runs: their files are written anew. nginx reads them with
 * each handshake, since which one it is depends on the server name; so the next one has the new.
 *
 * <p>Not safe for use by several threads.
 */
public final class CertificateFaults {

  /** The kinds of faults that are put in force here. */
  public static final Set<Fault.Kind> SUPPORTED = Set.of(Fault.Kind.EXPIRED_CERTIFICATE);

  private final CertificateFiles files;
  private final Control control;
  private final Map<String, String> inForce;

  /**
   * Makes the faults of a site's certificates.
   *
   * @param control the machine, on which nothing is in force but what is described
   */
  public CertificateFaults(Site site, Control control) {
    this.files = new CertificateFiles(site.network());
    this.control = control;
    this.inForce = new HashMap<>(files.certificates(Set.of()));
  }

  /**
   * Returns when these faults and those of the description are in force, and no others.
   *
   * @param faults the faults; those of other kinds count for nothing
   * @return whether anything has changed
   * @throws dev.plumbline.lab.LabException when a file could not be written
   */
  public boolean apply(Set<Fault> faults) {
    boolean changed = false;
    for (Map.Entry<String, String> file : files.certificates(faults).entrySet()) {
      if (!file.getValue().equals(inForce.get(file.getKey()))) {
        inForce.remove(file.getKey());
        control.write(file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
        inForce.put(file.getKey(), file.getValue());
        changed = true;
      }
    }
    return changed;
  }
}
