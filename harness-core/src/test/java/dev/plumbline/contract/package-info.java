@NullMarked
package dev.plumbline.contract;

import org.jspecify.annotations.NullMarked;
