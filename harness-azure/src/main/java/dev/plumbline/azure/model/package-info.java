/**
 * Azure resources as immutable records, named as in Azure Resource Manager. {@link
 * dev.plumbline.azure.model.AzureTopology} holds them all; {@link
 * dev.plumbline.azure.compile.AzureCompiler} turns it into a network description.
 */
@NullMarked
package dev.plumbline.azure.model;

import org.jspecify.annotations.NullMarked;
