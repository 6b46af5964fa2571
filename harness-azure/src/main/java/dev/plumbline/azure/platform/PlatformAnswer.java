package dev.plumbline.azure.platform;

import dev.plumbline.observation.PlatformObservation;

/**
 * An answer of Azure.
 *
 * @param value what it says, as data
 * @param observation the same in the journal: when it was asked, how long it took, the answer in
 *     words
 * @param <T> the type of the data
 */
public record PlatformAnswer<T>(T value, PlatformObservation observation) {}
