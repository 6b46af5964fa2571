package dev.plumbline.testing;

import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import java.util.Objects;

/** A gateway with all that it can do with requests and answers, its backends, and a client. */
public final class GatewayFeatures {

  /** The address of the client, in the segment {@code subnet}. */
  public static final String CLIENT = "10.1.9.4";

  private GatewayFeatures() {}

  /** Returns the network: {@code gateway} at 10.1.0.4 answers for {@code shop.test} on port 80. */
  public static Network network() {
    return Networks.read(
        Objects.requireNonNull(GatewayFeatures.class.getResource("gateway-features.yaml")));
  }
}
