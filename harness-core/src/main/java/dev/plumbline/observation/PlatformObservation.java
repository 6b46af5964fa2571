package dev.plumbline.observation;

/**
 * What the platform that runs a network says of it, asked by its own interface for management: its
 * rules in force, its routes, the health of what it probes. The platform may be wrong, and mostly
 * knows its own part only.
 *
 * @param provenance where this comes from; its vantage is the platform's name, and the lines of its
 *     diagnosis are the answer, one fact each
 * @param outcome {@link Outcome.Told}, or {@link Outcome.NotTold} when there was no answer
 * @param subject what was asked for, for example {@code "backend health of contoso-gateway"}
 * @param says what the platform says of it in one line; empty when there was no answer
 */
public record PlatformObservation(
    Provenance provenance, Outcome outcome, String subject, String says) implements Observation {}
