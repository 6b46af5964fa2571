@NullMarked
package dev.plumbline.containers.http;

import org.jspecify.annotations.NullMarked;
