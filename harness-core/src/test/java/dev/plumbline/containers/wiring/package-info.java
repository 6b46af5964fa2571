@NullMarked
package dev.plumbline.containers.wiring;

import org.jspecify.annotations.NullMarked;
