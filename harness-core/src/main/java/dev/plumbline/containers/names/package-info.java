/**
 * Name servers as BIND 9: what each asker sees, zones, and forwarding. The doors are {@link
 * dev.plumbline.containers.names.NameServers}, and {@link
 * dev.plumbline.containers.names.NameFaults} for what changes while a lab runs.
 */
@NullMarked
package dev.plumbline.containers.names;

import org.jspecify.annotations.NullMarked;
