@NullMarked
package dev.plumbline.containers.names;

import org.jspecify.annotations.NullMarked;
