/**
 * Listeners, gateways and origins as nginx: {@link dev.plumbline.containers.http.HttpServers}
 * writes them down, {@link dev.plumbline.containers.http.GatewayProbes} makes their health probes,
 * {@link dev.plumbline.containers.http.ArrivalLog} reads what has come to them, {@link
 * dev.plumbline.containers.http.AccessLog} how it was answered, and {@link
 * dev.plumbline.containers.http.CertificateFaults} lets their certificates expire.
 */
@NullMarked
package dev.plumbline.containers.http;

import org.jspecify.annotations.NullMarked;
