/**
 * The network itself as the kernel's: namespaces, cables, routes and nftables. The doors are {@link
 * dev.plumbline.containers.wiring.Wiring}, and {@link dev.plumbline.containers.wiring.FaultRules}
 * for what changes while a lab runs.
 */
@NullMarked
package dev.plumbline.containers.wiring;

import org.jspecify.annotations.NullMarked;
