/**
 * Drills: would a suite notice a mistake? A {@link dev.plumbline.drill.Drill} runs test classes
 * once per {@link dev.plumbline.drill.Misconfiguration} of the simulated network they look at.
 * Other formats of network descriptions contribute {@link dev.plumbline.drill.Misconfigurations} of
 * their own.
 */
@NullMarked
package dev.plumbline.drill;

import org.jspecify.annotations.NullMarked;
