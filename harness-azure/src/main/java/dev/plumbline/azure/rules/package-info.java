/**
 * What Azure makes of resources, as pure functions: addresses, the evaluation of security rules,
 * effective routes. No I/O.
 */
@NullMarked
package dev.plumbline.azure.rules;

import org.jspecify.annotations.NullMarked;
