package dev.plumbline.observation;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS handshake showed.
 *
 * @param provenance where this comes from
 * @param outcome {@code HandshakeCompleted}, {@code VersionAccepted}, {@code TlsAlert}, {@code
 *     CertificateRejected}, {@code Reset(TLS)}, {@code Closed(TLS)}, or what stopped the check
 *     before the handshake
 * @param target what was asked for, as {@code host:port}
 * @param resolution how the name was resolved; null when the target was an address
 * @param dialled the address dialled; null when the name did not resolve
 * @param session what was said in the handshake; null when the connection did not open
 */
public record TlsObservation(
    Provenance provenance,
    Outcome outcome,
    String target,
    @Nullable DnsObservation resolution,
    @Nullable InetSocketAddress dialled,
    @Nullable TlsSession session)
    implements Observation {}
