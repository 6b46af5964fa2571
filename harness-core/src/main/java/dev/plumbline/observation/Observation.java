package dev.plumbline.observation;

/**
 * What was seen: a value that keeps its {@link Provenance provenance} and its {@link Outcome typed
 * outcome}.
 */
public sealed interface Observation
    permits DnsObservation,
        TcpObservation,
        TlsObservation,
        HttpObservation,
        HealthObservation,
        WafObservation,
        DescriptionObservation,
        PlatformObservation {

  /** Returns where this observation comes from. */
  Provenance provenance();

  /** Returns how the check ended. */
  Outcome outcome();

  /**
   * Returns the number of this observation in its journal; it opens every message about it and is
   * its anchor in the report.
   */
  default int number() {
    return provenance().number();
  }
}
