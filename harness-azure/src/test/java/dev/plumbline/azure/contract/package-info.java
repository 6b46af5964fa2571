/** Tests of the acceptance contracts: each on a network that keeps it, and on broken ones. */
@NullMarked
package dev.plumbline.azure.contract;

import org.jspecify.annotations.NullMarked;
