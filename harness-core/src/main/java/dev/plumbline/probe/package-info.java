/** What to ask: immutable probes for names, connections, TLS, HTTP and health. No sockets here. */
@NullMarked
package dev.plumbline.probe;

import org.jspecify.annotations.NullMarked;
