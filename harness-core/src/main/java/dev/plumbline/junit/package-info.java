/**
 * The JUnit extension: {@link dev.plumbline.junit.NetworkTest} and its parameters and conditions.
 */
@NullMarked
package dev.plumbline.junit;

import org.jspecify.annotations.NullMarked;
