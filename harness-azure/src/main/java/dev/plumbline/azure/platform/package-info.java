/**
 * What Azure itself says of a network, as data: {@link dev.plumbline.azure.platform.PlatformAnswer}
 * and what is in it. Who asks is {@code dev.plumbline.azure.live}; this package needs no SDK.
 */
@NullMarked
package dev.plumbline.azure.platform;

import org.jspecify.annotations.NullMarked;
