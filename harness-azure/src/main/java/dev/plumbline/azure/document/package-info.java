/**
 * Documents as Azure's services give them, of what was observed or decided: {@link
 * dev.plumbline.azure.document.BackendHealth}, {@link
 * dev.plumbline.azure.document.ApplicationGatewayAccessLog}, {@link
 * dev.plumbline.azure.document.ApplicationGatewayFirewallLog} and {@link
 * dev.plumbline.azure.document.NetworkStatus}.
 */
@NullMarked
package dev.plumbline.azure.document;

import org.jspecify.annotations.NullMarked;
