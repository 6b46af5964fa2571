/**
 * The template language of Azure Resource Manager: from a template and its parameters to the
 * resources that its deployment makes. {@link dev.plumbline.azure.arm.ArmTemplates} is the door, an
 * {@link dev.plumbline.azure.arm.ArmResource} what comes out.
 */
@NullMarked
package dev.plumbline.azure.arm;

import org.jspecify.annotations.NullMarked;
