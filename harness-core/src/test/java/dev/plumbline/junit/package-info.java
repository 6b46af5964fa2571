/**
 * Tests of the JUnit extension: each rule is shown by nested test cases that the platform's test
 * kit runs.
 */
@NullMarked
package dev.plumbline.junit;

import org.jspecify.annotations.NullMarked;
