@NullMarked
package dev.plumbline.containers.firewall;

import org.jspecify.annotations.NullMarked;
