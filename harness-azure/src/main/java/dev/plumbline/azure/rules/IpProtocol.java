package dev.plumbline.azure.rules;

/** The protocol of a flow, as security rules tell them apart. */
public enum IpProtocol {
  /** TCP. */
  TCP,
  /** UDP. */
  UDP,
  /** ICMP; it has no ports. */
  ICMP,
  /** Encapsulating security payload (RFC 4303); it has no ports. */
  ESP,
  /** Authentication header (RFC 4302); it has no ports. */
  AH;

  /** Returns whether its packets have ports. */
  public boolean hasPorts() {
    return this == TCP || this == UDP;
  }
}
