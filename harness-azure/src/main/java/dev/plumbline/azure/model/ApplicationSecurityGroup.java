package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;

/**
 * An application security group ({@code Microsoft.Network/applicationSecurityGroups}): a name for
 * network interfaces in rules.
 *
 * @param name its name
 */
public record ApplicationSecurityGroup(@Doc("Its name") String name) {}
