/**
 * Name servers as BIND 9: what each asker sees, zones, and forwarding. The door is {@link
 * dev.plumbline.containers.names.NameServers}.
 */
@NullMarked
package dev.plumbline.containers.names;

import org.jspecify.annotations.NullMarked;
