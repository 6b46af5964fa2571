package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;

/**
 * A DDoS protection plan ({@code Microsoft.Network/ddosProtectionPlans}), used by virtual networks.
 *
 * @param name its name
 */
public record DdosProtectionPlan(@Doc("Its name") String name) {}
