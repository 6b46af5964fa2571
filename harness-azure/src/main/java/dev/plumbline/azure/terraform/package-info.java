/**
 * Terraform: the resources of Azure that a plan or a state of the providers azurerm and azapi tells
 * of, in the words of Azure Resource Manager. {@link dev.plumbline.azure.terraform.TerraformReader}
 * is the door.
 */
@NullMarked
package dev.plumbline.azure.terraform;

import org.jspecify.annotations.NullMarked;
