/**
 * Logs of web application firewalls: {@link dev.plumbline.waf.log.FirewallLogFormats} knows the
 * formats that an environment can name.
 */
@NullMarked
package dev.plumbline.waf.log;

import org.jspecify.annotations.NullMarked;
