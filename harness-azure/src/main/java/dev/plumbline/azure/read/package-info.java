/**
 * From the files that describe Azure resources to the resources themselves: templates, the JSON of
 * resources, and Terraform's. {@link dev.plumbline.azure.read.Topology} is the door.
 */
@NullMarked
package dev.plumbline.azure.read;

import org.jspecify.annotations.NullMarked;
