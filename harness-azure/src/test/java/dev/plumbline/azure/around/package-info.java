/** Tests of what stands around gateways: firewalls, load balancers, sites, private clouds. */
@NullMarked
package dev.plumbline.azure.around;

import org.jspecify.annotations.NullMarked;
