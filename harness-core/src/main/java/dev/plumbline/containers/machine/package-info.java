/**
 * Where a plan is carried out: the image, the container, and the way to talk to what runs in it. A
 * {@link dev.plumbline.containers.machine.Machine} is the same for all who use it, wherever it is.
 */
@NullMarked
package dev.plumbline.containers.machine;

import org.jspecify.annotations.NullMarked;
