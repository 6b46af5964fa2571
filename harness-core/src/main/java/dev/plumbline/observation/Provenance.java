package dev.plumbline.observation;

import java.time.Instant;

/**
 * Where an observation comes from: its number in the journal, the vantage, what was asked, when,
 * how long it took.
 *
 * @param number its number in the journal, counted from 1
 * @param vantage the name of the vantage
 * @param question what was asked, in the words of messages, for example {@code "api.contoso.net A"}
 * @param startedAt when it began, by the wall clock
 * @param timings how long the phases took
 * @param diagnosis what the lab knows about the way and the cause
 * @param scope the part of the journal it was recorded in
 */
public record Provenance(
    int number,
    String vantage,
    String question,
    Instant startedAt,
    Timings timings,
    Diagnosis diagnosis,
    Journal.Scope scope) {}
