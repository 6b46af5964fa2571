package dev.plumbline.network;

import dev.plumbline.descriptor.Descriptor;
import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.descriptor.Document;
import dev.plumbline.descriptor.Problems;
import dev.plumbline.descriptor.Source;
import java.net.InetAddress;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Networks from files, and networks ready to use. */
public final class Networks {

  private Networks() {}

  /**
   * Returns one gateway between the internet and a backend, named {@code single-gateway}:
   *
   * <ul>
   *   <li>Segments: {@code internet} (203.0.113.0/24), {@code gateway-subnet} (10.0.1.0/24), {@code
   *       workload-subnet} (10.0.2.0/24) and {@code backend-subnet} (10.0.3.0/24).
   *   <li>From the internet there is a way to the gateway's subnet only. The three subnets have
   *       ways to each other, save from the backend to the gateway.
   *   <li>{@code gateway} (10.0.1.10, from the internet 203.0.113.10) listens on 443 with a
   *       certificate for {@code api.contoso.net}, whatever the server name, and passes requests
   *       for this host on to the backend; any other host name is answered 404.
   *   <li>{@code backend} (10.0.3.10) listens on 443 and answers only to {@code
   *       backend.contoso.internal}: {@code /status} with 200 and {@code healthy}, all else with a
   *       description of the request. It also listens on TCP 3443 and says nothing there.
   *   <li>The filter {@code backend-filter} lets only the gateway's subnet in to the backend, on
   *       TCP 443; all else is dropped.
   *   <li>{@code backend-probe} asks the backend for {@code /status} every 5 seconds, for 2 seconds
   *       at most. With another host name, or none, the backend answers 404, is unhealthy after
   *       three of them, and the gateway answers 502.
   *   <li>{@code api.contoso.net} is 203.0.113.10 on the internet and 10.0.1.10 inside. {@code
   *       backend.contoso.internal} is 10.0.3.10 inside, and does not exist (NXDOMAIN) on the
   *       internet.
   *   <li>DNS servers: {@code resolver} (10.0.2.53) for the subnets, {@code public-dns}
   *       (203.0.113.53) for the internet.
   *   <li>Nothing is broken; no link takes time.
   * </ul>
   */
  public static Network singleGateway() {
    return Presets.singleGateway();
  }

  /**
   * Returns a hub with a firewall, two spokes and an on-premises site, named {@code hub-and-spoke}:
   *
   * <ul>
   *   <li>Segments: {@code hub} (10.0.0.0/16), {@code spoke-a} (10.1.0.0/16), {@code spoke-b}
   *       (10.2.0.0/16), {@code on-premises} (192.168.0.0/16) and {@code internet}
   *       (203.0.113.0/24).
   *   <li>The hub has ways to the spokes and the site, and they to it. The spokes have none to each
   *       other, and none to the site: a link is not transitive. The hub has a way to the internet;
   *       nothing has one from it.
   *   <li>Each spoke has a route to the other by way of {@code firewall} (10.0.0.4), which
   *       forwards: TCP 443 from a to b is allowed, all else between the spokes is rejected.
   *   <li>{@code workload-a} (10.1.0.10) and {@code workload-b} (10.2.0.10) answer HTTPS on 443
   *       with a description of the request, with certificates for {@code a.contoso.internal} and
   *       {@code b.contoso.internal}; b answers HTTP on 80, too.
   *   <li>{@code contoso.internal} holds {@code a}, {@code b} and {@code firewall}. It is seen from
   *       everywhere but the internet, where its names do not exist (NXDOMAIN).
   *   <li>DNS servers: {@code resolver} (10.0.0.53) in the hub, asked by all but the internet,
   *       where {@code public-dns} (203.0.113.53) is. The spokes and the site reach the resolver
   *       through their links.
   *   <li>Nothing is broken; no link takes time.
   * </ul>
   */
  public static Network hubAndSpoke() {
    return Presets.hubAndSpoke();
  }

  /**
   * Returns the network that a file describes, in the core's own format or in one of a {@link
   * NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public static Network read(Path file) {
    return read(Source.of(file)).value();
  }

  /**
   * Returns the network that a document describes, in the core's own format or in one of a {@link
   * NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   * @throws java.io.UncheckedIOException when it cannot be read
   */
  public static Network read(URL url) {
    return read(Source.of(url)).value();
  }

  /**
   * Returns the network that a document describes, with the document: in the core's own format or
   * in one of a {@link NetworkFormat}.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   */
  public static Document<Network> read(Source source) {
    for (NetworkFormat format : formats()) {
      if (format.reads(source)) {
        return format.read(source);
      }
    }
    return NetworkDescriptor.FORMAT.read(source);
  }

  /**
   * Checks a network that was built in code, as one that is read from a file is checked.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   */
  public static void check(Network network) {
    Problems problems = Problems.inCode("the network \"" + network.name() + "\" is not valid");
    NetworkChecks.check(network, problems);
    problems.throwIfAny();
  }

  /**
   * Checks a fault against a network: whether the names in it stand for something, and its kind has
   * what it needs.
   *
   * @throws DescriptorException when something is wrong with it; with everything that is
   */
  public static void check(Network network, Fault fault) {
    Problems problems =
        Problems.inCode(
            "the fault " + fault + " cannot be put into the network \"" + network.name() + "\"");
    new FaultChecks(network, problems, new Names(network, problems)).check(fault, "fault");
    problems.throwIfAny();
  }

  /** Adds a problem at a path when an address does not lie in a segment of a network. */
  public static void checkPlace(
      Network network, String segment, InetAddress address, String path, Problems problems) {
    NetworkChecks.placed(network, segment, address, path, problems);
  }

  /**
   * Adds to a format how addresses, prefixes and ranges of ports are written; names are never
   * resolved.
   */
  public static <T> Descriptor.Builder<T> withAddressTypes(Descriptor.Builder<T> format) {
    return NetworkDescriptor.addressTypes(format);
  }

  private static List<NetworkFormat> formats() {
    List<NetworkFormat> formats = new ArrayList<>();
    try {
      ServiceLoader.load(NetworkFormat.class).forEach(formats::add);
    } catch (ServiceConfigurationError e) {
      throw new IllegalStateException(
          "a "
              + NetworkFormat.class.getName()
              + " on the class path cannot be used: "
              + e.getMessage(),
          e);
    }
    return formats;
  }
}
