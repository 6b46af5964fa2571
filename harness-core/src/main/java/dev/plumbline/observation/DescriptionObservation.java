package dev.plumbline.observation;

/**
 * What the description of a network says, asked without traffic: what it states of a thing, or what
 * would become of a flow by it. It shows what was meant to be, not that it is so.
 *
 * @param provenance where this comes from; its vantage is {@value #VANTAGE}
 * @param outcome always {@link Outcome.Described}
 * @param subject what was asked for, for example {@code "WAF mode of contoso-gateway"}
 * @param says what the description says of it, for example {@code "Detection"}
 */
public record DescriptionObservation(
    Provenance provenance, Outcome outcome, String subject, String says) implements Observation {

  /** What stands in the place of a vantage. */
  public static final String VANTAGE = "the network description";
}
