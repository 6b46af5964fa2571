@NullMarked
package dev.plumbline.containers;

import org.jspecify.annotations.NullMarked;
