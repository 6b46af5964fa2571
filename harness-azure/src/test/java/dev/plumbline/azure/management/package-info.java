@NullMarked
package dev.plumbline.azure.management;

import org.jspecify.annotations.NullMarked;
