/**
 * Azure networks for acceptance tests: resources as records, compiled to the network description of
 * the core.
 */
@NullMarked
package dev.plumbline.azure;

import org.jspecify.annotations.NullMarked;
