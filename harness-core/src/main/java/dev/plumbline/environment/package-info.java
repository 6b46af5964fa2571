/**
 * Environment descriptors: what network a suite looks at, on which ground, from which vantages, and
 * which endpoints it knows by name. {@link dev.plumbline.environment.Environments} reads them from
 * files; {@link dev.plumbline.environment.Environment} is what they say, also built in code.
 */
@NullMarked
package dev.plumbline.environment;

import org.jspecify.annotations.NullMarked;
