/** Environment descriptors: what network a suite looks at, on which ground, from which vantages, and which endpoints it knows by name. */
@NullMarked
package dev.plumbline.environment;

import org.jspecify.annotations.NullMarked;
