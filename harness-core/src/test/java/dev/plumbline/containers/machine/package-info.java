@NullMarked
package dev.plumbline.containers.machine;

import org.jspecify.annotations.NullMarked;
