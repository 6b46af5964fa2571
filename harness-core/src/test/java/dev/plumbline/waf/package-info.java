/** Cases, and what becomes of them at a real firewall. */
@NullMarked
package dev.plumbline.waf;

import org.jspecify.annotations.NullMarked;
