/**
 * Ready-made acceptance contracts: JUnit interfaces whose tests a class gets by implementing them.
 * {@link dev.plumbline.contract.WebFirewallContract} is for web application firewalls.
 */
@NullMarked
package dev.plumbline.contract;

import org.jspecify.annotations.NullMarked;
