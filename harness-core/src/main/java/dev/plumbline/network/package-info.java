/**
 * The network description: segments, hosts, names, links, rules and routes as immutable values, and
 * the one pure function that decides the fate of a flow.
 */
@NullMarked
package dev.plumbline.network;

import org.jspecify.annotations.NullMarked;
