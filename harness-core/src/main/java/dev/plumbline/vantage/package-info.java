/**
 * Places to look from. {@link dev.plumbline.vantage.Vantage} asks, {@link
 * dev.plumbline.vantage.Transport} carries.
 */
@NullMarked
package dev.plumbline.vantage;

import org.jspecify.annotations.NullMarked;
