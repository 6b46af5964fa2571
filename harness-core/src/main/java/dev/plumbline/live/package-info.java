/**
 * The live network: nothing is realised, vantages look at what is there. What is here are their
 * ways out.
 */
@NullMarked
package dev.plumbline.live;

import org.jspecify.annotations.NullMarked;
