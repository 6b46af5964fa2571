/** {@link dev.plumbline.azure.assertion.AzureAssertions}: assertions in Azure's words. */
@NullMarked
package dev.plumbline.azure.assertion;

import org.jspecify.annotations.NullMarked;
