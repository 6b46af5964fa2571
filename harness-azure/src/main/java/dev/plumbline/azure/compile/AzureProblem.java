package dev.plumbline.azure.compile;

/**
 * Something in a topology that the platform would refuse, or that leads nowhere.
 *
 * @param path where it is, for example {@code applicationGateways[0].probes[1].host}
 * @param message what is wrong, what is allowed, and the rule it comes from
 */
public record AzureProblem(String path, String message) {}
