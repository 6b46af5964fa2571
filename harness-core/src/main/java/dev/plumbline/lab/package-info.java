/**
 * An environment realised: {@link dev.plumbline.lab.Lab} has vantages, faults and one clock; {@link
 * dev.plumbline.lab.LabProvider} makes it.
 */
@NullMarked
package dev.plumbline.lab;

import org.jspecify.annotations.NullMarked;
