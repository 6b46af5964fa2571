/**
 * Documents as Azure's services give them, of what was observed: {@link
 * dev.plumbline.azure.document.BackendHealth} and {@link
 * dev.plumbline.azure.document.ApplicationGatewayAccessLog}.
 */
@NullMarked
package dev.plumbline.azure.document;

import org.jspecify.annotations.NullMarked;
