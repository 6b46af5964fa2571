package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.CertificateSpec;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Link;
import dev.plumbline.network.Network.Mesh;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.Segment;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What must hold in a network description as a whole: segments, links, rules, addresses and
 * certificates. The rest is in its neighbours.
 */
final class NetworkChecks {

  private final Network network;
  private final Problems problems;
  private final Names names;

  private NetworkChecks(Network network, Problems problems) {
    this.network = network;
    this.problems = problems;
    this.names = new Names(network, problems);
  }

  /** Adds everything that is wrong. */
  static void check(Network network, Problems problems) {
    NetworkChecks checks = new NetworkChecks(network, problems);
    checks.names.filled("name", network.name());
    checks.segments();
    checks.links();
    checks.meshes();
    checks.hosts();
    checks.certificates();
    new ZoneChecks(network, problems, checks.names).check();
    for (int i = 0; i < network.faults().size(); i++) {
      new FaultChecks(network, problems, checks.names)
          .check(network.faults().get(i), "faults[" + i + "]");
    }
  }

  private void segments() {
    names.unique("segments", network.segments(), Segment::name, "segment");
    String internet = null;
    Map<Cidr, List<String>> prefixes = new LinkedHashMap<>();
    for (int i = 0; i < network.segments().size(); i++) {
      Segment segment = network.segments().get(i);
      String path = "segments[" + i + "]";
      if (segment.internet()) {
        if (internet != null) {
          problems.add(
              path + ".internet",
              "\"" + internet + "\" is the internet already; at most one segment is");
        }
        internet = segment.name();
      } else if (segment.prefixes().isEmpty() && !problems.broken(path + ".prefixes")) {
        problems.add(
            path + ".prefixes",
            "segment \"" + segment.name() + "\" has no prefix; only the internet may have none");
      }
      for (int j = 0; j < segment.prefixes().size(); j++) {
        overlap(segment, segment.prefixes().get(j), path + ".prefixes[" + j + "]", prefixes);
      }
      if (segment.rules() != null) {
        rules(segment.rules(), path + ".rules");
      }
      routes(segment, path);
    }
  }

  /**
   * Networks that know nothing of one another may use the same addresses; whoever has a way to both
   * could not tell them apart.
   */
  private void overlap(
      Segment segment, Cidr prefix, String path, Map<Cidr, List<String>> prefixes) {
    if (segment.internet() || problems.broken(path)) {
      return;
    }
    for (Map.Entry<Cidr, List<String>> other : prefixes.entrySet()) {
      for (String there : other.getKey().overlaps(prefix) ? other.getValue() : List.<String>of()) {
        String both = hasWayToBoth(segment.name(), there, prefix);
        if (both != null) {
          problems.add(
              path,
              prefix
                  + " overlaps "
                  + other.getKey()
                  + " of segment \""
                  + there
                  + "\""
                  + (both.equals(segment.name()) || both.equals(there)
                      ? ""
                      : ", and segment \"" + both + "\" has a way to both"));
          return;
        }
      }
    }
    prefixes.computeIfAbsent(prefix, p -> new ArrayList<>()).add(segment.name());
  }

  /** Returns a segment that has a way to two others; one of them where it is they. */
  private @Nullable String hasWayToBoth(String one, String other, Cidr prefix) {
    Set<String> toOne = withWayTo(one);
    toOne.retainAll(withWayTo(other));
    for (Segment segment : network.segments()) {
      // The internet leads to no private address, whatever its links are.
      boolean blind = segment.internet() && !IpAddresses.isPublic(prefix.address());
      if (toOne.contains(segment.name()) && !blind) {
        return segment.name();
      }
    }
    return null;
  }

  private Set<String> withWayTo(String segment) {
    Set<String> from = new HashSet<>(Set.of(segment));
    network.links().stream().filter(l -> l.to().equals(segment)).forEach(l -> from.add(l.from()));
    network.meshes().stream()
        .filter(m -> m.segments().contains(segment))
        .forEach(m -> from.addAll(m.segments()));
    return from;
  }

  private void routes(Segment segment, String path) {
    names.unique(path + ".routes", segment.routes(), Route::name, "route");
    Map<Cidr, String> prefixes = new HashMap<>();
    for (int i = 0; i < segment.routes().size(); i++) {
      Route route = segment.routes().get(i);
      String here = path + ".routes[" + i + "]";
      if (problems.brokenAt(here)) {
        continue;
      }
      int kinds = (route.via() != null ? 1 : 0) + (route.none() ? 1 : 0) + (route.direct() ? 1 : 0);
      if (kinds != 1
          && Stream.of(".via", ".none", ".direct").noneMatch(key -> problems.broken(here + key))) {
        problems.add(
            here,
            "a route has exactly one of via, none: true and direct: true; this one has "
                + (kinds == 0 ? "none of them" : "several"));
      }
      names.host(here + ".via", route.via());
      String other =
          problems.broken(here + ".prefix") ? null : prefixes.put(route.prefix(), route.name());
      if (other != null) {
        problems.add(
            here + ".prefix", "route \"" + other + "\" is for " + route.prefix() + " as well");
      }
    }
  }

  private void rules(RuleSet rules, String path) {
    if (problems.brokenAt(path)) {
      return;
    }
    names.filled(path + ".name", rules.name());
    direction(rules.inbound(), path + ".inbound");
    direction(rules.outbound(), path + ".outbound");
  }

  private void direction(List<Rule> rules, String path) {
    names.unique(path, rules, Rule::name, "rule");
    Map<Integer, String> priorities = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      String here = path + "[" + i + "].priority";
      String other =
          problems.broken(here)
              ? null
              : priorities.put(rules.get(i).priority(), rules.get(i).name());
      if (other != null) {
        problems.add(
            here,
            "rule \""
                + other
                + "\" has the priority "
                + rules.get(i).priority()
                + " as well, so that their order is not known");
      }
    }
  }

  private void links() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < network.links().size(); i++) {
      Link link = network.links().get(i);
      String path = "links[" + i + "]";
      if (problems.broken(path)) {
        continue;
      }
      names.segment(path + ".from", link.from());
      names.segment(path + ".to", link.to());
      names.notNegative(path + ".latency", link.latency());
      Network.Admission admission = link.admission();
      if (admission != null && !problems.broken(path + ".admission")) {
        names.filled(path + ".admission.name", admission.name());
        if (admission.sources().isEmpty() && !problems.broken(path + ".admission.sources")) {
          problems.add(
              path + ".admission.sources",
              "a link that takes flows from nowhere leads nowhere; name a prefix, or leave the link out");
        }
      }
      if (link.from().equals(link.to())) {
        problems.add(
            path,
            "a link leads from one segment to another; hosts of one segment reach each other without");
      } else if (!seen.add(link.from() + " -> " + link.to())) {
        problems.add(path, "the link " + link.from() + " -> " + link.to() + " stands here twice");
      }
    }
  }

  private void meshes() {
    names.unique("meshes", network.meshes(), Mesh::name, "mesh");
    for (int i = 0; i < network.meshes().size(); i++) {
      Mesh mesh = network.meshes().get(i);
      String path = "meshes[" + i + "]";
      if (problems.brokenAt(path)) {
        continue;
      }
      names.notNegative(path + ".latency", mesh.latency());
      if (mesh.segments().size() < 2 && !problems.broken(path + ".segments")) {
        problems.add(
            path + ".segments",
            "mesh \"" + mesh.name() + "\" has fewer than two segments, and leads nowhere");
      }
      Set<String> seen = new HashSet<>();
      for (int j = 0; j < mesh.segments().size(); j++) {
        String here = path + ".segments[" + j + "]";
        names.segment(here, mesh.segments().get(j));
        if (!seen.add(mesh.segments().get(j))) {
          problems.addUnlessBroken(
              here, "segment \"" + mesh.segments().get(j) + "\" stands here twice");
        }
      }
    }
  }

  private void hosts() {
    names.unique("hosts", network.hosts(), Host::name, "host");
    Map<InetAddress, List<Owner>> owners = new HashMap<>();
    Map<String, String> probes = new HashMap<>();
    for (int i = 0; i < network.hosts().size(); i++) {
      Host host = network.hosts().get(i);
      String path = "hosts[" + i + "]";
      if (problems.brokenAt(path)) {
        continue;
      }
      names.segment(path + ".segment", host.segment());
      addresses(host, path, owners);
      if (host.rules() != null) {
        rules(host.rules(), path + ".rules");
      }
      new HostChecks(host, problems, names, path).check(probes);
      new PassingOnChecks(host, problems, names, path).check();
    }
  }

  /** Who has an address; without a segment where it is public. */
  private record Owner(String host, @Nullable String segment) {}

  private void addresses(Host host, String path, Map<InetAddress, List<Owner>> owners) {
    if (host.addresses().isEmpty() && !problems.broken(path + ".addresses")) {
      problems.add(path + ".addresses", "host \"" + host.name() + "\" has no address");
    }
    for (int j = 0; j < host.addresses().size(); j++) {
      String here = path + ".addresses[" + j + "]";
      InetAddress address = host.addresses().get(j);
      if (owned(here, address, new Owner(host.name(), host.segment()), owners)
          && !problems.broken(path + ".segment")) {
        placed(network, host.segment(), address, here, problems);
      }
    }
    for (int j = 0; j < host.publicAddresses().size(); j++) {
      String here = path + ".public-addresses[" + j + "]";
      InetAddress address = host.publicAddresses().get(j);
      if (owned(here, address, new Owner(host.name(), null), owners)) {
        inNoSegment(network, address, here, problems);
      }
    }
    for (int j = 0; j < host.attachments().size(); j++) {
      String here = path + ".attachments[" + j + "]";
      if (problems.brokenAt(here)) {
        continue;
      }
      Attachment attachment = host.attachments().get(j);
      names.segment(here + ".segment", attachment.segment());
      if (attachment.segment().equals(host.segment())) {
        problems.addUnlessBroken(
            here + ".segment",
            "\"" + host.segment() + "\" is the host's own segment; write its address there");
      } else if (owned(
          here + ".address",
          attachment.address(),
          new Owner(host.name(), attachment.segment()),
          owners)) {
        placed(network, attachment.segment(), attachment.address(), here + ".address", problems);
      }
    }
  }

  private boolean owned(
      String path, InetAddress address, Owner owner, Map<InetAddress, List<Owner>> owners) {
    if (problems.broken(path)) {
      return false;
    }
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isMulticastAddress()) {
      problems.add(
          path,
          address.getHostAddress()
              + " is an unspecified, loopback or multicast address, which no host of a network has");
      return false;
    }
    List<Owner> others = owners.computeIfAbsent(address, a -> new ArrayList<>());
    Owner other =
        others.stream().filter(o -> cannotBeToldApart(o, owner, address)).findFirst().orElse(null);
    others.add(owner);
    if (other != null) {
      problems.add(
          path,
          address.getHostAddress() + " is the address of host \"" + other.host() + "\" already");
    }
    return other == null;
  }

  private boolean cannotBeToldApart(Owner one, Owner other, InetAddress address) {
    String here = one.segment();
    String there = other.segment();
    return here == null
        || there == null
        || here.equals(there)
        || hasWayToBoth(here, there, Cidr.of(address.getHostAddress())) != null;
  }

  /** Adds a problem when an address does not lie in its segment. */
  static void placed(
      Network network, String segment, InetAddress address, String path, Problems problems) {
    for (int i = 0; i < network.segments().size(); i++) {
      Segment candidate = network.segments().get(i);
      if (!candidate.name().equals(segment) || problems.broken("segments[" + i + "].prefixes")) {
        continue;
      }
      if (candidate.prefixes().isEmpty()) {
        inNoSegment(network, address, path, problems);
      } else if (candidate.prefixes().stream().noneMatch(prefix -> prefix.contains(address))) {
        problems.add(
            path,
            address.getHostAddress()
                + " is not within the prefixes of segment \""
                + segment
                + "\": "
                + Names.joined(candidate.prefixes()));
      }
    }
  }

  private static void inNoSegment(
      Network network, InetAddress address, String path, Problems problems) {
    for (Segment segment : network.segments()) {
      if (!segment.internet()
          && segment.prefixes().stream().anyMatch(prefix -> prefix.contains(address))) {
        problems.add(
            path,
            address.getHostAddress()
                + " is an address of segment \""
                + segment.name()
                + "\", not one of the internet");
      }
    }
  }

  private void certificates() {
    names.unique("certificates", network.certificates(), CertificateSpec::name, "certificate");
    for (int i = 0; i < network.certificates().size(); i++) {
      CertificateSpec certificate = network.certificates().get(i);
      String path = "certificates[" + i + "]";
      if (problems.brokenAt(path)) {
        continue;
      }
      names.filled(path + ".issuer", certificate.issuer());
      if (certificate.names().isEmpty() && !problems.broken(path + ".names")) {
        problems.add(path + ".names", "certificate \"" + certificate.name() + "\" carries no name");
      }
      for (int j = 0; j < certificate.names().size(); j++) {
        String name = certificate.names().get(j);
        String here = path + ".names[" + j + "]";
        if (!HostNames.isHostName(name.startsWith("*.") ? name.substring(2) : name)
            && !IpAddresses.isLiteral(name)) {
          problems.addUnlessBroken(
              here, "\"" + name + "\" is not a DNS name such as api.contoso.net or *.contoso.net");
        }
      }
    }
  }
}
