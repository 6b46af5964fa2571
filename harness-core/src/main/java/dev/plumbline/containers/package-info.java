/**
 * A network description realised by real servers: BIND 9, nginx with ModSecurity, the kernel's own
 * routes and filters, in a container that the lab starts.
 *
 * <p>One container is one network. Every host, vantage and segment has a network namespace of its
 * own in it, joined by virtual cables; so addresses are those of the description, whatever they
 * are, nothing of them is seen outside the container, and any number of labs run side by side. What
 * a namespace holds, and how packets find their way, is written down as a plan, and carried out by
 * a small program in the container. Each kind of server has a room of its own below this package,
 * and so have the plan and the machine that carries it out.
 *
 * <p>Docker's own networks are not used for segments: two labs with the same addresses could not
 * run at once, a network of 10.1.0.0/24 would take away this machine's own way there, and public
 * addresses would lead out.
 */
@NullMarked
package dev.plumbline.containers;

import org.jspecify.annotations.NullMarked;
