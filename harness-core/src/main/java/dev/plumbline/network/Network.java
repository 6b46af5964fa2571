package dev.plumbline.network;

import dev.plumbline.descriptor.Default;
import dev.plumbline.descriptor.Doc;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A network as one immutable description: what a lab is made from, and what questions about flows
 * are answered from.
 *
 * @param name the network's name
 * @param segments where hosts live, and where vantages look from
 * @param links which segments have a way to which others
 * @param hosts everything that has an address
 * @param certificates the certificates that listeners present and clients use
 * @param zones the DNS zones, each with the segments that see it
 * @param faults what is broken from the start
 * @param meshes groups of segments that all reach one another, as if each had a link to each
 */
public record Network(
    @Doc("The network's name") String name,
    @Doc("Where hosts live, and where vantages look from") List<Segment> segments,
    @Doc("Which segments have a way to which others") List<Link> links,
    @Doc("Everything that has an address") List<Host> hosts,
    @Doc("The certificates that listeners present and clients use")
        List<CertificateSpec> certificates,
    @Doc("The DNS zones") List<Zone> zones,
    @Doc("What is broken from the start") List<Fault> faults,
    @Doc("Groups of segments that all reach one another") List<Mesh> meshes) {

  /** Copies the lists. */
  public Network {
    segments = List.copyOf(segments);
    links = List.copyOf(links);
    hosts = List.copyOf(hosts);
    certificates = List.copyOf(certificates);
    zones = List.copyOf(zones);
    faults = List.copyOf(faults);
    meshes = List.copyOf(meshes);
  }

  /** Makes a network without meshes. */
  public Network(
      String name,
      List<Segment> segments,
      List<Link> links,
      List<Host> hosts,
      List<CertificateSpec> certificates,
      List<Zone> zones,
      List<Fault> faults) {
    this(name, segments, links, hosts, certificates, zones, faults, List.of());
  }

  /** Returns a builder of a network with nothing in it. */
  public static NetworkBuilder builder(String name) {
    return new NetworkBuilder(name);
  }

  /** Returns a builder that starts from this network. */
  public NetworkBuilder toBuilder() {
    return new NetworkBuilder(this);
  }

  /**
   * Returns the fate of a flow, with every hop and the rule that decided. Pure: the same
   * description, faults and flow give the same verdict.
   *
   * <p>The order: the source's routes, the way to the destination's segment, the filters on the way
   * out (host, then segment), those on the way in (segment, then host), the answer's way, then the
   * listener.
   *
   * <p>Filters know connections: an answer needs no rule. Links are about opening: an answer needs
   * none. But answers go by routes. A stateful appliance must see both ways of a connection or
   * neither; a flow whose answer passes one that has not seen it, or passes by one that has, is
   * dropped, and so is one whose answer a route gives no way at all. Where an appliance hides the
   * source, the answer comes back to it, and so it does across the internet to where the flow went
   * out. An appliance that is not stateful and sees the answer only, filters it as something new.
   *
   * @param flow what is asked about
   * @param faults what is broken at the moment, beside {@link #faults()}
   */
  public Verdict fate(Flow flow, Set<Fault> faults) {
    return new FateOfFlow(this, faults).decide(flow);
  }

  /** Returns the fate of a flow with no fault but those of the description. */
  public Verdict fate(Flow flow) {
    return fate(flow, Set.of());
  }

  /**
   * A part of the network whose hosts reach one another directly: a subnet, an on-premises site,
   * the internet.
   *
   * @param name its name, unique in the network
   * @param prefixes its address prefixes; empty only for the internet
   * @param internet whether it is the internet: public addresses are reached through it; at most
   *     one segment is
   * @param resolver the address of the DNS server its hosts ask; null for none
   * @param egress the address that others see when one of its hosts goes to a public address; null
   *     for the host's own
   * @param rules the filter at its edge; also applied between its own hosts; null for none
   * @param routes its own routes, by longest prefix; a destination without one goes by the links
   * @param furtherResolvers the addresses of the DNS servers its hosts ask, in order, when the
   *     first gives no answer
   * @param ownEgress whether a host with public addresses is seen by the first of them there, not
   *     by the egress address; only for what starts at it, not for what it forwards
   */
  public record Segment(
      @Doc("Its name") String name,
      @Doc("Its address prefixes, for example 10.1.0.0/24") List<Cidr> prefixes,
      @Default("false") @Doc("Whether it is the internet") boolean internet,
      @Doc("The address of the DNS server its hosts ask") @Nullable InetAddress resolver,
      @Doc("The address that others see when one of its hosts goes to a public address")
          @Nullable InetAddress egress,
      @Doc("The filter at its edge") @Nullable RuleSet rules,
      @Doc("Its routes, by longest prefix") List<Route> routes,
      @Doc("The addresses of the DNS servers its hosts ask when the first gives no answer")
          List<InetAddress> furtherResolvers,
      @Default("false")
          @Doc("Whether a host with public addresses is seen by the first of them instead")
          boolean ownEgress) {
    /** Copies the lists. */
    public Segment {
      prefixes = List.copyOf(prefixes);
      routes = List.copyOf(routes);
      furtherResolvers = List.copyOf(furtherResolvers);
    }

    /** Makes a segment whose egress address is for all of its hosts. */
    public Segment(
        String name,
        List<Cidr> prefixes,
        boolean internet,
        @Nullable InetAddress resolver,
        @Nullable InetAddress egress,
        @Nullable RuleSet rules,
        List<Route> routes,
        List<InetAddress> furtherResolvers) {
      this(name, prefixes, internet, resolver, egress, rules, routes, furtherResolvers, false);
    }

    /** Makes a segment with at most one DNS server. */
    public Segment(
        String name,
        List<Cidr> prefixes,
        boolean internet,
        @Nullable InetAddress resolver,
        @Nullable InetAddress egress,
        @Nullable RuleSet rules,
        List<Route> routes) {
      this(name, prefixes, internet, resolver, egress, rules, routes, List.of());
    }

    /** Returns the addresses of the DNS servers its hosts ask, in order. */
    public List<InetAddress> resolvers() {
      return Stream.concat(Stream.ofNullable(resolver), furtherResolvers.stream()).toList();
    }
  }

  /**
   * A way from one segment to another, in one direction: connections may be opened along it.
   *
   * @param from the segment it starts in
   * @param to the segment it leads to
   * @param latency how long each direction of a connection takes longer because of it
   * @param admission which flows it takes; null for all
   */
  public record Link(
      @Doc("The segment it starts in") String from,
      @Doc("The segment it leads to") String to,
      @Default("0s") @Doc("How much time it adds each way") Duration latency,
      @Doc("Which flows it takes; all when absent") @Nullable Admission admission) {

    /** Makes a link that takes all flows. */
    public Link(String from, String to, Duration latency) {
      this(from, to, latency, null);
    }
  }

  /**
   * What a link takes: flows with a source in certain prefixes, as it is where they take the link.
   * Others are dropped there. Answers to flows that it took need none.
   *
   * @param name what decides, for people to find it
   * @param sources the prefixes, at least one
   */
  public record Admission(
      @Doc("What decides, for people to find it") String name,
      @Doc("The prefixes that the source of a flow has to be in, at least one")
          List<Cidr> sources) {
    /** Copies the list. */
    public Admission {
      sources = List.copyOf(sources);
    }
  }

  /**
   * Segments that all reach one another, as if there were a link from each to each. A link between
   * two of them says how that one way is.
   *
   * @param name its name, unique in the network
   * @param segments the segments, at least two
   * @param latency how long each direction of a connection takes longer because of it
   */
  public record Mesh(
      @Doc("Its name") String name,
      @Doc("The segments, at least two") List<String> segments,
      @Default("0s") @Doc("How much time it adds each way") Duration latency) {
    /** Copies the list. */
    public Mesh {
      segments = List.copyOf(segments);
    }
  }

  /**
   * A route of a segment: exactly one of {@code via}, {@code none} and {@code direct}.
   *
   * <p>The segment's own prefixes are routes to itself; a route that is at least as long wins
   * against them. Answers go by routes as well: see {@link #fate(Flow, Set)}.
   *
   * @param name its name
   * @param prefix the destinations it is for
   * @param via the host that forwards (an appliance), not from itself to itself; null for another
   * @param none whether the destinations have no way at all
   * @param direct whether the destinations are reached by the links, as without a route: an
   *     exception from a shorter one
   */
  public record Route(
      @Doc("Its name") String name,
      @Doc("The destinations it is for") Cidr prefix,
      @Doc("The host that forwards") @Nullable String via,
      @Default("false") @Doc("Whether the destinations have no way at all") boolean none,
      @Default("false")
          @Doc("Whether the destinations are reached by the links, as without a route")
          boolean direct) {}

  /**
   * An ordered filter. Rules are tried by priority, the smallest number first; the first that
   * matches decides.
   *
   * @param name its name, used in verdicts
   * @param inbound the rules for flows that come in
   * @param outbound the rules for flows that go out
   * @param otherwiseInbound what happens to a flow that no inbound rule matches
   * @param otherwiseOutbound what happens to a flow that no outbound rule matches
   */
  public record RuleSet(
      @Doc("Its name") String name,
      @Doc("The rules for flows that come in") List<Rule> inbound,
      @Doc("The rules for flows that go out") List<Rule> outbound,
      @Default("allow") @Doc("What happens to a flow that no inbound rule matches")
          Action otherwiseInbound,
      @Default("allow") @Doc("What happens to a flow that no outbound rule matches")
          Action otherwiseOutbound) {
    /** Copies the lists. */
    public RuleSet {
      inbound = List.copyOf(inbound);
      outbound = List.copyOf(outbound);
    }
  }

  /** What a rule does with a flow. */
  public enum Action {
    /** It goes on. */
    ALLOW,
    /** It vanishes: the client waits until its time-out. */
    DROP,
    /** It is refused: the client is told at once. */
    REJECT
  }

  /** The transport protocol of a flow or rule. */
  public enum Protocol {
    /** TCP. */
    TCP,
    /** UDP. */
    UDP,
    /** Either, in a rule; not in a flow. */
    ANY
  }

  /**
   * One rule of a filter.
   *
   * @param name its name
   * @param priority its place in the order: the smallest number is tried first; unique within the
   *     direction
   * @param action what it does
   * @param protocol the protocol it is for
   * @param from the source prefixes; empty for any
   * @param fromPorts the source ports, as {@code 53} or {@code 1024-65535}; empty for any
   * @param to the destination prefixes; empty for any
   * @param ports the destination ports, as {@code 443} or {@code 65200-65535}; empty for any
   */
  public record Rule(
      @Doc("Its name") String name,
      @Doc("Its place in the order, smallest first") int priority,
      @Doc("What it does") Action action,
      @Default("any") @Doc("The protocol it is for") Protocol protocol,
      @Doc("The source prefixes") List<Cidr> from,
      @Doc("The source ports, as 53 or 1024-65535") List<PortRange> fromPorts,
      @Doc("The destination prefixes") List<Cidr> to,
      @Doc("The destination ports, as 443 or 65200-65535") List<PortRange> ports) {
    /** Copies the lists. */
    public Rule {
      from = List.copyOf(from);
      fromPorts = List.copyOf(fromPorts);
      to = List.copyOf(to);
      ports = List.copyOf(ports);
    }
  }

  /**
   * Ports from a first to a last.
   *
   * @param first the first port, 0 to 65535
   * @param last the last port, not smaller than the first
   */
  public record PortRange(int first, int last) {
    /** Checks the order. */
    public PortRange {
      if (first < 0 || last > 65535 || first > last) {
        throw new IllegalArgumentException(
            first == last
                ? first + " is not a port within 0 to 65535"
                : first
                    + "-"
                    + last
                    + " is not a range of ports within 0 to 65535"
                    + (first > last ? ", smallest first" : ""));
      }
    }

    /**
     * Returns the range written as {@code 443} or {@code 1024-65535}.
     *
     * @throws IllegalArgumentException when it is not one
     */
    public static PortRange of(String text) {
      if (!text.matches("\\d{1,5}(-\\d{1,5})?")) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not a port such as 443 or a range such as 1024-65535");
      }
      String[] ends = text.split("-");
      return new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]));
    }

    /** Returns whether a port lies in the range. */
    public boolean contains(int port) {
      return first <= port && port <= last;
    }

    /** Returns {@code 443} or {@code 1024-65535}. */
    @Override
    public String toString() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }

  /**
   * Something that has addresses and may listen.
   *
   * @param name its name, unique in the network
   * @param segment the segment it lives in
   * @param addresses its addresses in the segment
   * @param publicAddresses addresses under which it is reached by way of the internet; filters see
   *     its first own address in their place
   * @param forwards whether it passes on flows that are not for itself (an appliance); its rules
   *     apply to them
   * @param rules its own filter, inside that of the segment; null for none
   * @param listeners what it listens to
   * @param upstreams the backends that its listeners forward to
   * @param stateful whether an appliance drops the answers to connections whose opening it has not
   *     seen, and what follows on openings whose answers it has not; means nothing where it does
   *     not forward
   * @param translations where flows to its addresses go on to, in place of a listener; the first
   *     that fits counts
   * @param sourceTranslations how the source of what leaves it is hidden, be it its own or
   *     forwarded; the first that fits counts
   * @param balances ports whose connections it passes on to members; asked after the translations
   * @param attachments its addresses in other segments
   * @param instances the instances that it stands for; null for itself alone
   * @param resolvers the addresses of the DNS servers it asks, in order; empty for its segment's
   * @param apart whether the segment's filter and routes are not for it
   */
  public record Host(
      @Doc("Its name") String name,
      @Doc("The segment it lives in") String segment,
      @Doc("Its addresses in the segment") List<InetAddress> addresses,
      @Doc("Addresses under which it is reached by way of the internet")
          List<InetAddress> publicAddresses,
      @Default("false") @Doc("Whether it passes on flows that are not for itself") boolean forwards,
      @Doc("Its own filter") @Nullable RuleSet rules,
      @Doc("What it listens to") List<Listener> listeners,
      @Doc("The backends that its listeners forward to") List<Upstream> upstreams,
      @Default("true")
          @Doc("Whether an appliance drops what belongs to no connection it has seen both ways of")
          boolean stateful,
      @Doc("Where flows to its addresses go on to") List<Translation> translations,
      @Doc("How the source of what leaves it is hidden") List<SourceTranslation> sourceTranslations,
      @Doc("Ports whose connections it passes on to members") List<Balance> balances,
      @Doc("Its addresses in other segments") List<Attachment> attachments,
      @Doc("The instances that it stands for") @Nullable Instances instances,
      @Doc("The addresses of the DNS servers it asks, in order; its segment's when absent")
          List<InetAddress> resolvers,
      @Default("false") @Doc("Whether the segment's filter and routes are not for it")
          boolean apart) {
    /** Copies the lists. */
    public Host {
      addresses = List.copyOf(addresses);
      publicAddresses = List.copyOf(publicAddresses);
      listeners = List.copyOf(listeners);
      upstreams = List.copyOf(upstreams);
      resolvers = List.copyOf(resolvers);
      translations = List.copyOf(translations);
      sourceTranslations = List.copyOf(sourceTranslations);
      balances = List.copyOf(balances);
      attachments = List.copyOf(attachments);
    }

    /** Makes a host of one segment that stands for itself alone. */
    public Host(
        String name,
        String segment,
        List<InetAddress> addresses,
        List<InetAddress> publicAddresses,
        boolean forwards,
        @Nullable RuleSet rules,
        List<Listener> listeners,
        List<Upstream> upstreams,
        boolean stateful,
        List<Translation> translations,
        List<SourceTranslation> sourceTranslations,
        List<Balance> balances) {
      this(
          name,
          segment,
          addresses,
          publicAddresses,
          forwards,
          rules,
          listeners,
          upstreams,
          stateful,
          translations,
          sourceTranslations,
          balances,
          List.of(),
          null,
          List.of(),
          false);
    }

    /** Makes a host that the segment's filter and routes are for. */
    public Host(
        String name,
        String segment,
        List<InetAddress> addresses,
        List<InetAddress> publicAddresses,
        boolean forwards,
        @Nullable RuleSet rules,
        List<Listener> listeners,
        List<Upstream> upstreams,
        boolean stateful,
        List<Translation> translations,
        List<SourceTranslation> sourceTranslations,
        List<Balance> balances,
        List<Attachment> attachments,
        @Nullable Instances instances,
        List<InetAddress> resolvers) {
      this(
          name,
          segment,
          addresses,
          publicAddresses,
          forwards,
          rules,
          listeners,
          upstreams,
          stateful,
          translations,
          sourceTranslations,
          balances,
          attachments,
          instances,
          resolvers,
          false);
    }

    /** Makes a host that translates and balances nothing, and is stateful where it forwards. */
    public Host(
        String name,
        String segment,
        List<InetAddress> addresses,
        List<InetAddress> publicAddresses,
        boolean forwards,
        @Nullable RuleSet rules,
        List<Listener> listeners,
        List<Upstream> upstreams) {
      this(
          name,
          segment,
          addresses,
          publicAddresses,
          forwards,
          rules,
          listeners,
          upstreams,
          true,
          List.of(),
          List.of(),
          List.of());
    }
  }

  /**
   * An address of a host in another segment than its own: flows to it arrive as if the host lived
   * there. What the host itself opens starts in its own segment.
   *
   * @param segment the other segment
   * @param address the address in it
   */
  public record Attachment(
      @Doc("The other segment") String segment, @Doc("The address in it") InetAddress address) {}

  /**
   * The instances of a host that stands for several alike, with a load balancer in front of them.
   * Clients dial the host's other addresses; what the host opens starts from its instances, in
   * turn.
   *
   * <p>What goes to a port in front of them that no listener serves vanishes, it is not refused; so
   * does what an instance sends there, since it would come back to the instance itself (no
   * hairpin).
   *
   * @param addresses addresses of the host, one for each instance
   * @param probe what must reach an instance, so that anything is passed on to it; null for nothing
   */
  public record Instances(
      @Doc("Addresses of the host, one for each instance") List<InetAddress> addresses,
      @Doc("What must reach an instance, so that anything is passed on to it")
          @Nullable InstanceProbe probe) {
    /** Copies the list. */
    public Instances {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * The connection by which the load balancer in front of instances tries them. While it arrives at
   * none of them, nothing is passed on.
   *
   * @param segment the segment it starts in
   * @param source the address it starts from; its answers come back whatever the routes say
   * @param port the port it goes to
   */
  public record InstanceProbe(
      @Doc("The segment it starts in") String segment,
      @Doc("The address it starts from") InetAddress source,
      @Doc("The port it goes to") int port) {}

  /**
   * A translation of destinations (RFC 2663 section 4.4.1 with a static map): what comes to an
   * address and port of the host goes on from there to another address of the same family: what was
   * sent to one of the other family is not for it.
   *
   * <p>The host's filter for the way in sees the address and port before the translation, its
   * filter for the way out those after it. The answer must come back through the host.
   *
   * @param name its name, unique among the host's translations
   * @param protocol the protocol it is for
   * @param address the host's address it is for, own or public, as clients dial it; null for all of
   *     them that have the family of {@code to}
   * @param port the port it is for; null for every port
   * @param from the source prefixes it is for; empty for any
   * @param to the address the flow goes on to
   * @param toPort the port it goes on to; null for the one it came to
   * @param hidesSource whether the destination sees the host's own address as the source
   * @param by the host from whose place it goes on, as at the other end of a tunnel, and whose
   *     address hides the source; null for this one
   */
  public record Translation(
      @Doc("Its name") String name,
      @Default("any") @Doc("The protocol it is for") Protocol protocol,
      @Doc("The host's address it is for; all when absent") @Nullable InetAddress address,
      @Doc("The port it is for; every port when absent") @Nullable Integer port,
      @Doc("The source prefixes it is for") List<Cidr> from,
      @Doc("The address the flow goes on to") InetAddress to,
      @Doc("The port it goes on to; the one it came to when absent") @Nullable Integer toPort,
      @Default("false") @Doc("Whether the destination sees the host's own address as the source")
          boolean hidesSource,
      @Doc("The host from whose place it goes on; this one when absent") @Nullable String by) {
    /** Copies the list. */
    public Translation {
      from = List.copyOf(from);
    }
  }

  /**
   * A translation of sources (RFC 2663 section 4.1): what leaves the host seems to come from it.
   *
   * <p>The host's own filter sees the source before the translation, that of its segment the one
   * after it. The answer comes back to the host.
   *
   * @param name its name, unique among the host's translations of sources
   * @param from the source prefixes it is for; empty for any
   * @param to the destination prefixes it is for; empty for any
   * @param except the destination prefixes it is not for, though {@code to} holds them
   * @param address the address that others see, one of the host's own or public, of what has a
   *     source of its family; null for its first own one, and across the internet its first public
   *     one, if it has any
   */
  public record SourceTranslation(
      @Doc("Its name") String name,
      @Doc("The source prefixes it is for") List<Cidr> from,
      @Doc("The destination prefixes it is for") List<Cidr> to,
      @Doc("The destination prefixes it is not for") List<Cidr> except,
      @Doc("The address that others see; by default the host's own, or public across the internet")
          @Nullable InetAddress address) {
    /** Copies the lists. */
    public SourceTranslation {
      from = List.copyOf(from);
      to = List.copyOf(to);
      except = List.copyOf(except);
    }
  }

  /**
   * A port whose connections are passed on to members, as a load balancer does on layer 4: the
   * member itself answers the client's handshake.
   *
   * <p>Which member takes a flow is decided by its addresses and ports; with the source port
   * counting up the members take turns. A flow goes to members of the family that it was sent to;
   * without any it is not for the balance. Members that fail the health check are left out. Where
   * the source is not hidden, the member answers the client by its own ways, past the host; a
   * client that is itself the member chosen gets no answer then, since what it receives is not what
   * it sent.
   *
   * @param name its name, unique among the host's balances
   * @param protocol the protocol it is for
   * @param address the host's address it is for, own or public, as clients dial it; null for all of
   *     them
   * @param port the port it is for; null for every port
   * @param members the members, at least one
   * @param hidesSource whether members see the host's own address as the source; the answer then
   *     comes back through it
   * @param sticky whether all flows of one source go to one member, whatever their ports
   * @param health the check of members; null for none: then every member counts as healthy, and a
   *     connection to one that is not fails
   * @param whenNone what happens to a flow when no member is healthy: {@code DROP} or {@code
   *     REJECT}
   */
  public record Balance(
      @Doc("Its name") String name,
      @Default("tcp") @Doc("The protocol it is for") Protocol protocol,
      @Doc("The host's address it is for; all when absent") @Nullable InetAddress address,
      @Doc("The port it is for; every port when absent") @Nullable Integer port,
      @Doc("The members, as 10.1.0.4:443 or an address") List<Member> members,
      @Default("false") @Doc("Whether members see the host's own address as the source")
          boolean hidesSource,
      @Default("false") @Doc("Whether all flows of one source go to one member") boolean sticky,
      @Doc("The check of members; every member counts as healthy when absent")
          @Nullable MemberCheck health,
      @Default("drop") @Doc("What happens when no member is healthy: drop or reject")
          Action whenNone) {
    /** Copies the list. */
    public Balance {
      members = List.copyOf(members);
    }

    /** Returns the members of the family of an address that a flow was sent to. */
    List<Member> members(InetAddress dialled) {
      Class<?> family = dialled.getClass();
      return members.stream().filter(one -> one.address().getClass() == family).toList();
    }
  }

  /**
   * Where a balance passes flows on to.
   *
   * @param address its address
   * @param port its port; null for the one the flow came to
   */
  public record Member(
      @Doc("Its address") InetAddress address,
      @Doc("Its port; the one the flow came to when absent") @Nullable Integer port) {}

  /**
   * A health check of a balance: a member is healthy while a TCP connection to it can be opened.
   *
   * @param port the port that is tried; null for the member's
   * @param source the address the check comes from, whose answers come back whatever the routes
   *     say; null for the host's own, whose answers go by routes as others do
   */
  public record MemberCheck(
      @Doc("The port that is tried; the member's when absent") @Nullable Integer port,
      @Doc("The address the check comes from; the host's own when absent")
          @Nullable InetAddress source) {}

  /**
   * A port that a host listens to: exactly one of {@code http}, {@code dns} and {@code tcp}.
   *
   * @param port the port, 1 to 65535
   * @param addresses the host's addresses, own, public or attached, it listens on, as clients dial
   *     them; empty for all of them
   * @param tls TLS before the service; null for none
   * @param connectionLimit how many connections are open at a time; more are refused; 0 for no
   *     limit
   * @param http an HTTP service; null for another
   * @param dns a DNS server, over UDP and TCP; null for another
   * @param tcp a service of bare bytes; null for another
   */
  public record Listener(
      @Doc("The port") int port,
      @Doc("The host's addresses it listens on; all when absent") List<InetAddress> addresses,
      @Doc("TLS before the service") @Nullable Tls tls,
      @Default("0") @Doc("How many connections are open at a time; 0 for no limit")
          int connectionLimit,
      @Doc("An HTTP service") @Nullable Http http,
      @Doc("A DNS server, over UDP and TCP") @Nullable Dns dns,
      @Doc("A service of bare bytes") @Nullable Tcp tcp) {
    /** Copies the list. */
    public Listener {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * How a listener does TLS.
   *
   * @param certificates the certificates to choose from by server name, by their names; the first
   *     one is the default
   * @param minimumVersion the lowest protocol version: {@code TLSv1.2} or {@code TLSv1.3}
   * @param onUnknownSni what happens when no certificate fits the server name, or none is sent
   * @param clientCertificate whether the client must present a certificate of the lab's authority
   * @param http2 whether HTTP/2 is offered
   * @param serverNames the certificate for each server name, where it does not follow from the
   *     names that certificates carry; in a name {@code *} stands for any characters, {@code ?} for
   *     one; exact names first, then in the order written; when not empty, only this chooses by
   *     name
   * @param withoutServerName the certificate for clients that send no server name; null for the
   *     first one
   * @param clientCertificateNames the server names for which the client must present a certificate
   *     of the lab's authority, where others on the port do without, each written as in {@code
   *     serverNames} or as it is; {@code *} for all that are not named, and for clients that send
   *     none. Which one a name is, is found as its certificate is. A handshake for one of them goes
   *     on without a certificate, and an HTTP request is then answered 400; a request for one of
   *     them over a handshake for another name is answered 421. A certificate of another authority
   *     ends the handshake, and so does none where no HTTP is spoken.
   */
  public record Tls(
      @Doc("The certificates to choose from by server name; the first one is the default")
          List<String> certificates,
      @Default("TLSv1.2") @Doc("The lowest protocol version, TLSv1.2 or TLSv1.3")
          String minimumVersion,
      @Default("default-certificate") @Doc("What happens when no certificate fits the server name")
          UnknownSni onUnknownSni,
      @Default("false") @Doc("Whether the client must present a certificate")
          boolean clientCertificate,
      @Default("false") @Doc("Whether HTTP/2 is offered") boolean http2,
      @Doc(
              "The certificate for each server name, where it does not follow from the names that"
                  + " certificates carry")
          Map<String, String> serverNames,
      @Doc("The certificate for clients that send no server name; the first one when absent")
          @Nullable String withoutServerName,
      @Doc("The server names for which the client must present a certificate")
          List<String> clientCertificateNames) {
    /** Copies the collections; the map keeps its order. */
    public Tls {
      certificates = List.copyOf(certificates);
      clientCertificateNames = List.copyOf(clientCertificateNames);
      serverNames = Collections.unmodifiableMap(new LinkedHashMap<>(serverNames));
    }

    /** Makes TLS that needs a client certificate for all server names or for none. */
    public Tls(
        List<String> certificates,
        String minimumVersion,
        UnknownSni onUnknownSni,
        boolean clientCertificate,
        boolean http2,
        Map<String, String> serverNames,
        @Nullable String withoutServerName) {
      this(
          certificates,
          minimumVersion,
          onUnknownSni,
          clientCertificate,
          http2,
          serverNames,
          withoutServerName,
          List.of());
    }
  }

  /** What a listener does with a server name that no certificate fits. */
  public enum UnknownSni {
    /** It presents its first certificate. */
    DEFAULT_CERTIFICATE,
    /** It ends the handshake with the alert unrecognized_name (RFC 6066 section 3). */
    ALERT,
    /** It resets the connection. */
    RESET
  }

  /**
   * An HTTP service: virtual hosts, tried in order.
   *
   * @param hosts the virtual hosts; the first that fits the Host header takes the request
   * @param onUnknownHost what happens to a request whose Host fits none
   * @param server the Server header of answers made here; null for none
   * @param requestTimeout how long a client may take to send a request; then it is answered 408
   * @param errorPages what is answered in place of the pages made here, by their status; those of
   *     the virtual host come first
   * @param decodesPaths whether a path is percent-decoded before it is compared with patterns
   * @param caseSensitivePaths whether case counts when paths are compared with patterns
   * @param upgradeStatus the status answered to a request that asks to change to HTTP/2 without TLS
   *     (h2c); null for going on with HTTP/1.1
   */
  public record Http(
      @Doc("The virtual hosts, tried in order") List<VirtualHost> hosts,
      @Default("not-found") @Doc("What happens to a request whose Host fits none")
          UnknownHost onUnknownHost,
      @Doc("The Server header of answers made here") @Nullable String server,
      @Default("60s") @Doc("How long a client may take to send a request") Duration requestTimeout,
      @Doc("What is answered in place of the pages made here, by their status")
          List<Reply> errorPages,
      @Default("true") @Doc("Whether a path is decoded before it is compared with patterns")
          boolean decodesPaths,
      @Default("false") @Doc("Whether case counts when paths are compared with patterns")
          boolean caseSensitivePaths,
      @Doc("The status answered to a request that asks to change to HTTP/2 without TLS")
          @Nullable Integer upgradeStatus) {
    /** Copies the lists. */
    public Http {
      hosts = List.copyOf(hosts);
      errorPages = List.copyOf(errorPages);
    }

    /** Makes a service with pages of its own that decodes paths and ignores their case. */
    public Http(
        List<VirtualHost> hosts,
        UnknownHost onUnknownHost,
        @Nullable String server,
        Duration requestTimeout) {
      this(hosts, onUnknownHost, server, requestTimeout, List.of(), true, false, null);
    }
  }

  /** What an HTTP service does with a host name it does not know. */
  public enum UnknownHost {
    /** It answers 404. */
    NOT_FOUND,
    /** It answers 421 (RFC 9110 section 15.5.20). */
    MISDIRECTED,
    /** It closes the connection without an answer. */
    CLOSE
  }

  /**
   * A virtual host.
   *
   * @param names the host names it takes, compared without regard to case and port; {@code *}
   *     stands for any characters, {@code ?} for one; empty for every name
   * @param routes what it does by path, tried in order
   * @param otherwise what it does when no route fits; null for the answer 404
   * @param label what the access log calls it; null for nothing
   * @param errorPages what is answered in place of the pages made here, by their status
   * @param firewall what looks at requests before; null for none
   */
  public record VirtualHost(
      @Doc("The host names it takes; every name when absent") List<String> names,
      @Doc("What it does by path, tried in order") List<PathRoute> routes,
      @Doc("What it does when no route fits; 404 when absent") @Nullable Handling otherwise,
      @Doc("What the access log calls it") @Nullable String label,
      @Doc("What is answered in place of the pages made here, by their status")
          List<Reply> errorPages,
      @Doc("What looks at requests before; none when absent") @Nullable WebFirewall firewall) {
    /** Copies the lists. */
    public VirtualHost {
      names = List.copyOf(names);
      routes = List.copyOf(routes);
      errorPages = List.copyOf(errorPages);
    }

    /** Makes a virtual host without a firewall. */
    public VirtualHost(
        List<String> names,
        List<PathRoute> routes,
        @Nullable Handling otherwise,
        @Nullable String label,
        List<Reply> errorPages) {
      this(names, routes, otherwise, label, errorPages, null);
    }

    /** Makes a virtual host without a label and error pages. */
    public VirtualHost(List<String> names, List<PathRoute> routes, @Nullable Handling otherwise) {
      this(names, routes, otherwise, null, List.of());
    }
  }

  /**
   * What happens to a path.
   *
   * @param paths patterns that start with {@code /}; a {@code *} at the end stands for the rest;
   *     compared without regard to case, unless the service says otherwise
   * @param handling what happens
   * @param firewall what looks at requests before, in place of the virtual host's firewall; null
   *     for that
   */
  public record PathRoute(
      @Doc("Patterns such as /echo or /external/*") List<String> paths,
      @Doc("What happens") Handling handling,
      @Doc("What looks at requests before; the virtual host's firewall when absent")
          @Nullable WebFirewall firewall) {
    /** Copies the list. */
    public PathRoute {
      paths = List.copyOf(paths);
    }

    /** Makes a route without a firewall of its own. */
    public PathRoute(List<String> paths, Handling handling) {
      this(paths, handling, null);
    }
  }

  /**
   * What happens to a request: exactly one of {@code reply}, {@code echo}, {@code forward} and
   * {@code redirect}.
   *
   * @param reply a fixed answer; null for another
   * @param echo whether the answer is a JSON description of the request as it arrived
   * @param forward the name of the host's upstream that it is passed on to; null for another
   * @param redirect where the client is sent instead; null for another
   * @param delay how long to wait before the answer begins
   * @param rewrites what is changed of a request that is passed on and of its answer, in this
   *     order; never of answers made here
   */
  public record Handling(
      @Doc("A fixed answer") @Nullable Reply reply,
      @Default("false") @Doc("Whether the answer is a JSON description of the request")
          boolean echo,
      @Doc("The upstream that it is passed on to") @Nullable String forward,
      @Doc("Where the client is sent instead; a URL stands for one with status 302")
          @Nullable Redirect redirect,
      @Default("0s") @Doc("How long to wait before the answer begins") Duration delay,
      @Doc("What is changed of a request that is passed on and of its answer")
          List<Rewrite> rewrites) {
    /** Copies the list. */
    public Handling {
      rewrites = List.copyOf(rewrites);
    }

    /** Makes a handling without rewrites; {@code redirect} is a URL, for status 302. */
    public Handling(
        @Nullable Reply reply,
        boolean echo,
        @Nullable String forward,
        @Nullable String redirect,
        Duration delay) {
      this(
          reply,
          echo,
          forward,
          redirect == null ? null : new Redirect(redirect, 302, false, false),
          delay,
          List.of());
    }

    /** Returns a fixed answer with a plain text. */
    public static Handling replying(int status, String body) {
      return new Handling(new Reply(status, List.of(), body), false, null, null, Duration.ZERO);
    }

    /** Returns an answer that describes the request as it arrived. */
    public static Handling echoing() {
      return new Handling(null, true, null, null, Duration.ZERO);
    }

    /** Returns that a request is passed on to an upstream of the host. */
    public static Handling forwardingTo(String upstream) {
      return new Handling(null, false, upstream, null, Duration.ZERO);
    }

    /** Returns a redirection to a URL with status 302. */
    public static Handling redirectingTo(String url) {
      return new Handling(null, false, null, url, Duration.ZERO);
    }

    /** Returns this handling, begun after a delay. */
    public Handling after(Duration delay) {
      return new Handling(reply, echo, forward, redirect, delay, rewrites);
    }
  }

  /**
   * A redirection.
   *
   * @param url where it leads; <code>{host}</code> stands for the host of the request, without its
   *     port; a path leads to the same host
   * @param status its status: 301, 302, 303, 307 or 308
   * @param path whether the path of the request is appended to that of the URL
   * @param query whether the query of the request is appended, to that of the URL where it has one
   */
  public record Redirect(
      @Doc("Where it leads; {host} stands for the host of the request") String url,
      @Default("302") @Doc("Its status: 301, 302, 303, 307 or 308") int status,
      @Default("false") @Doc("Whether the path of the request is appended") boolean path,
      @Default("false") @Doc("Whether the query of the request is appended") boolean query) {}

  /**
   * What is changed of a request on its way to a backend, and of the answer on its way back.
   *
   * <p>Values may hold variables in braces: <code>{http_req_Name}</code> and <code>{http_resp_Name}
   * </code> stand for a header of the request and of the answer, <code>{var_name}</code> for one of
   * {@code host}, {@code uri_path}, {@code request_uri}, {@code query_string}, {@code
   * request_query}, {@code request_scheme}, {@code http_method}, {@code http_version}, {@code
   * http_status}, {@code client_ip}, {@code client_port}, {@code server_port}, {@code ssl_enabled},
   * {@code ssl_connection_protocol}, {@code add_x_forwarded_for_proxy} and {@code cookie_name};
   * with {@code _1} and so on after the name of a variable that a condition of the same rewrite
   * looks at, for what that group matched. What is not there is empty.
   *
   * <p>As for nginx, a header that comes several times is its first line where a rewrite looks at
   * it, but for {@code X-Forwarded-For} and {@code Cookie}, which are lists; an underscore in its
   * name stands for a hyphen as well. One that is set or taken away is so with all its lines.
   *
   * @param name its name
   * @param conditions what must hold, all of it; one that looks at the answer is asked when it
   *     comes
   * @param requestHeaders headers of the request, {@code Name: value}; without a value they are
   *     taken away
   * @param responseHeaders headers of the answer, likewise
   * @param path the path of the request; null for the one that came
   * @param query its query; null for the one that came
   * @param reroute whether the routes are asked again with the new path
   */
  public record Rewrite(
      @Doc("Its name") String name,
      @Doc("What must hold, all of it") List<RewriteCondition> conditions,
      @Doc("Headers of the request, as 'Name: value'; without a value they are taken away")
          List<String> requestHeaders,
      @Doc("Headers of the answer, likewise") List<String> responseHeaders,
      @Doc("The path of the request; the one that came when absent") @Nullable String path,
      @Doc("Its query; the one that came when absent") @Nullable String query,
      @Default("false") @Doc("Whether the routes are asked again with the new path")
          boolean reroute) {
    /** Copies the lists. */
    public Rewrite {
      conditions = List.copyOf(conditions);
      requestHeaders = List.copyOf(requestHeaders);
      responseHeaders = List.copyOf(responseHeaders);
    }
  }

  /**
   * What must hold for a rewrite.
   *
   * @param variable what is looked at, without braces
   * @param pattern what must be found in it, a regular expression
   * @param ignoreCase whether case does not count
   * @param negate whether it must not be found
   */
  public record RewriteCondition(
      @Doc("What is looked at, such as var_uri_path or http_req_Name") String variable,
      @Doc("What must be found in it, a regular expression") String pattern,
      @Default("false") @Doc("Whether case does not count") boolean ignoreCase,
      @Default("false") @Doc("Whether it must not be found") boolean negate) {}

  /**
   * A fixed answer.
   *
   * @param status its status code
   * @param headers its header lines, as {@code Name: value}
   * @param body its body, sent as UTF-8; {@code {client-address}} in it stands for the address the
   *     request came from, as the host sees it
   */
  public record Reply(
      @Default("200") @Doc("Its status code") int status,
      @Doc("Its header lines, as 'Name: value'") List<String> headers,
      @Default("") @Doc("Its body") String body) {
    /** Copies the list. */
    public Reply {
      headers = List.copyOf(headers);
    }
  }

  /**
   * A pool of backends and how they are asked.
   *
   * @param name its name, unique on the host
   * @param members the backends by address or host name; names are resolved from the host's
   *     segment; empty for a pool without members
   * @param port the backends' port
   * @param tls whether they are asked over TLS, by version 1.2, which is the highest that an Azure
   *     Application Gateway speaks to backends; their certificate must then name the host asked for
   * @param trustedRoots the authorities their certificates may come from, by the names of {@link
   *     CertificateSpec#issuer()}; empty for the lab's own
   * @param host the Host header sent to them; null for that of the client
   * @param hostFromMember whether the Host header is the member as written
   * @param timeout how long an answer may take
   * @param timeoutStatus the status answered when it takes longer
   * @param unavailableStatus the status answered when no member is healthy or none can be reached
   * @param probe the health probe; null for none: then every member counts as healthy
   * @param forwardedHeaders whether {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, {@code
   *     X-Forwarded-Port}, {@code X-Original-Host} and {@code X-Original-URL} are added
   * @param path what is put before the path of requests, in place of what the route's pattern
   *     matched before its {@code *}; null for nothing
   * @param affinity the cookies that keep a client with the member that answered it first, each
   *     with its attributes; a request that bears any of them goes to that member while it is
   *     healthy; empty for no such thing
   * @param verification how backends' certificates are checked; null for chain, dates and the name
   *     asked for, which is also the server name
   * @param retriesLate whether another member is asked when one was too late
   * @param traceHeader the header that tells backends the request's id of the access log; null for
   *     none
   * @param plainHeaderNames whether only request headers are passed on whose names consist of
   *     letters, digits and hyphens
   */
  public record Upstream(
      @Doc("Its name") String name,
      @Doc("The backends by address or host name") List<String> members,
      @Doc("The backends' port") int port,
      @Default("false") @Doc("Whether they are asked over TLS") boolean tls,
      @Doc("The authorities their certificates may come from; the lab's own when absent")
          List<String> trustedRoots,
      @Doc("The Host header sent to them; the client's when absent") @Nullable String host,
      @Default("false") @Doc("Whether the Host header is the member as written")
          boolean hostFromMember,
      @Default("30s") @Doc("How long an answer may take") Duration timeout,
      @Default("504") @Doc("The status answered when it takes longer") int timeoutStatus,
      @Default("502") @Doc("The status answered when no member is healthy") int unavailableStatus,
      @Doc("The health probe") @Nullable Probe probe,
      @Default("true") @Doc("Whether X-Forwarded-* and X-Original-* are added")
          boolean forwardedHeaders,
      @Doc("What is put before the path, in place of what the route's pattern matched")
          @Nullable String path,
      @Doc("The cookies that keep a client with one member") List<AffinityCookie> affinity,
      @Doc("How backends' certificates are checked") @Nullable Verification verification,
      @Default("true") @Doc("Whether another member is asked when one was too late")
          boolean retriesLate,
      @Doc("The header that tells backends the request's id") @Nullable String traceHeader,
      @Default("false") @Doc("Whether request headers with odd names are left out")
          boolean plainHeaderNames) {
    /** Copies the lists. */
    public Upstream {
      members = List.copyOf(members);
      trustedRoots = List.copyOf(trustedRoots);
      affinity = List.copyOf(affinity);
    }

    /** Makes a pool without path, affinity and special checks. */
    public Upstream(
        String name,
        List<String> members,
        int port,
        boolean tls,
        List<String> trustedRoots,
        @Nullable String host,
        boolean hostFromMember,
        Duration timeout,
        int timeoutStatus,
        int unavailableStatus,
        @Nullable Probe probe,
        boolean forwardedHeaders) {
      this(
          name,
          members,
          port,
          tls,
          trustedRoots,
          host,
          hostFromMember,
          timeout,
          timeoutStatus,
          unavailableStatus,
          probe,
          forwardedHeaders,
          null,
          List.of(),
          null,
          true,
          null,
          false);
    }
  }

  /**
   * A cookie that keeps a client with one backend.
   *
   * @param name its name
   * @param attributes what follows its value, for example {@code Path=/; SameSite=None; Secure}
   */
  public record AffinityCookie(
      @Doc("Its name") String name,
      @Default("Path=/") @Doc("What follows its value") String attributes) {}

  /**
   * How backends' certificates are checked, of traffic and of probes.
   *
   * @param certificates the certificates of which a backend must present one, with its very key;
   *     then issuer and dates do not count; empty for any
   * @param chain whether issuer and dates count
   * @param name whether the certificate must carry the server name or, where none is told, the name
   *     asked for
   * @param serverName the server name; null for the name asked for
   * @param serverNameFromMember whether the server name is the member as written, and none when
   *     that is an address; then a certificate's name counts only against a member's name
   */
  public record Verification(
      @Doc("The certificates of which a backend must present one") List<String> certificates,
      @Default("true") @Doc("Whether issuer and dates count") boolean chain,
      @Default("true") @Doc("Whether the name counts") boolean name,
      @Doc("The server name; the name asked for when absent") @Nullable String serverName,
      @Default("false") @Doc("Whether the server name is the member as written")
          boolean serverNameFromMember) {
    /** Copies the list. */
    public Verification {
      certificates = List.copyOf(certificates);
    }
  }

  /**
   * A health probe.
   *
   * <p>A member starts unhealthy; one good answer makes it healthy; so many bad ones in a row as
   * the threshold says make it unhealthy.
   *
   * @param name its name, unique in the network; upstreams that share a probe have one each, named
   *     {@code probe@upstream}, and all are read when the part before the {@code @} is asked for
   * @param tls whether it asks over TLS
   * @param host the Host header and server name; null for 127.0.0.1, and no server name
   * @param port the port; null for the upstream's
   * @param path the path
   * @param interval the time between two attempts
   * @param timeout how long an attempt may take
   * @param unhealthyThreshold how many attempts in a row must fail
   * @param statuses the good status codes, as {@code 200} or {@code 200-399}
   * @param bodyContains a text that the answer's body must hold; null for none
   * @param hostFromMember whether the Host header is the member as written, and the server name
   *     where that is a name; not together with {@code host}
   * @param minimumHealthy how many members requests go to whatever the probe finds: the first ones,
   *     where fewer are healthy
   * @param retriesAtOnce whether a healthy member that fails is asked again at once, so often as
   *     the threshold says, and not after the interval
   */
  public record Probe(
      @Doc("Its name") String name,
      @Default("false") @Doc("Whether it asks over TLS") boolean tls,
      @Doc("The Host header and server name; 127.0.0.1 when absent") @Nullable String host,
      @Doc("The port; the upstream's when absent") @Nullable Integer port,
      @Default("/") @Doc("The path") String path,
      @Default("30s") @Doc("The time between two attempts") Duration interval,
      @Default("30s") @Doc("How long an attempt may take") Duration timeout,
      @Default("3") @Doc("How many attempts in a row must fail") int unhealthyThreshold,
      @Default("[200-399]") @Doc("The good status codes, as 200 or 200-399")
          List<PortRange> statuses,
      @Doc("A text that the answer's body must hold") @Nullable String bodyContains,
      @Default("false") @Doc("Whether the Host header is the member as written")
          boolean hostFromMember,
      @Default("0") @Doc("How many members requests go to whatever the probe finds")
          int minimumHealthy,
      @Default("false") @Doc("Whether a healthy member that fails is asked again at once")
          boolean retriesAtOnce) {
    /** Copies the list. */
    public Probe {
      statuses = List.copyOf(statuses);
    }

    /** Makes a probe that decides alone who is healthy, once in an interval. */
    public Probe(
        String name,
        boolean tls,
        @Nullable String host,
        @Nullable Integer port,
        String path,
        Duration interval,
        Duration timeout,
        int unhealthyThreshold,
        List<PortRange> statuses,
        @Nullable String bodyContains) {
      this(
          name,
          tls,
          host,
          port,
          path,
          interval,
          timeout,
          unhealthyThreshold,
          statuses,
          bodyContains,
          false,
          0,
          false);
    }

    /**
     * Returns whether the probe is meant by a name: its own, or the part before the {@code @} of
     * those that upstreams share.
     */
    public boolean isMeantBy(String asked) {
      return name.equals(asked) || name.startsWith(asked + "@");
    }
  }

  /**
   * A DNS server.
   *
   * <p>Where a name is looked up, in this order: the zones of its own; the forwarder with the
   * longest zone that fits; the rest. The zones of its own are, for a resolver, those seen that
   * name segments, and for an authoritative server those that name it; the rest is, for a resolver,
   * the zones that every segment sees, and for an authoritative server nothing. Each alias on the
   * way is looked up so. A server with forwarders follows aliases out of its zones, and delegations
   * that a forwarder is for.
   *
   * @param recursive whether it answers for every zone that the asking segment sees, as a resolver
   *     would (RA, no AA), and NXDOMAIN for all other names; otherwise it is authoritative (AA) for
   *     the zones that name it, and refuses what neither they nor its forwarders are for
   * @param clients the segments it answers; REFUSED for all others; empty for every segment
   * @param view the segment whose zones everybody is answered from; null for the asking segment's
   * @param forwarders where it asks on
   */
  public record Dns(
      @Default("false") @Doc("Whether it answers as a resolver would") boolean recursive,
      @Doc("The segments it answers; every segment when absent") List<String> clients,
      @Doc("The segment whose zones everybody is answered from; the asking one's when absent")
          @Nullable String view,
      @Doc("Where it asks on") List<Forwarder> forwarders) {
    /** Copies the lists. */
    public Dns {
      clients = List.copyOf(clients);
      forwarders = List.copyOf(forwarders);
    }

    /** Makes a server that answers each segment from the zones it sees, and asks nobody. */
    public Dns(boolean recursive, List<String> clients) {
      this(recursive, clients, null, List.of());
    }

    /**
     * Names whose questions are asked on, through the network as any other flow.
     *
     * <p>The servers are asked in order until one answers NOERROR, NXDOMAIN or YXDOMAIN; when none
     * does, the answer is SERVFAIL. What is asked round in a circle is answered SERVFAIL too.
     *
     * @param zone the names it is for: this one and those below; {@code .} for all
     * @param servers the addresses of the servers asked, in order
     * @param port their port
     * @param from the host that sends the questions; null for the server's own
     * @param timeout how long each server may take
     * @param clients the segments whose questions it is for; empty for every segment, unless {@code
     *     notFor} names one
     * @param title what messages call it; null for "the forwarder for" and its zone
     * @param notFor segments whose questions it is not for, with what is missing for that, as the
     *     end of a sentence that begins with the forwarder
     */
    public record Forwarder(
        @Doc("The names it is for: this one and those below; . for all") String zone,
        @Doc("The addresses of the servers asked, in order") List<InetAddress> servers,
        @Default("53") @Doc("Their port") int port,
        @Doc("The host that sends the questions; the server's own when absent")
            @Nullable String from,
        @Default("2s") @Doc("How long each server may take") Duration timeout,
        @Doc("The segments whose questions it is for; every segment when absent")
            List<String> clients,
        @Doc("What messages call it; \"the forwarder for\" and its zone when absent")
            @Nullable String title,
        @Doc("Segments whose questions it is not for, with what is missing")
            List<Zone.Unseen> notFor) {

      /** How long a server may take, unless said otherwise. */
      public static final Duration TIMEOUT = Duration.ofSeconds(2);

      /** Copies the lists. */
      public Forwarder {
        servers = List.copyOf(servers);
        clients = List.copyOf(clients);
        notFor = List.copyOf(notFor);
      }

      /** Makes a forwarder for every segment's questions, sent by the server's own host. */
      public Forwarder(String zone, List<InetAddress> servers) {
        this(zone, servers, 53, null, TIMEOUT, List.of(), null, List.of());
      }

      /** Returns whether it is for the questions of a segment. */
      public boolean isFor(String segment) {
        return clients.isEmpty() ? notFor.isEmpty() : clients.contains(segment);
      }

      /** Returns what messages call it. */
      public String inWords() {
        return title != null
            ? title
            : zone.equals(".") ? "the forwarder for all names" : "the forwarder for " + zone;
      }
    }
  }

  /**
   * A service of bare bytes.
   *
   * @param banner what it sends when a connection opens
   * @param echo whether it sends back what it receives; otherwise it is silent
   */
  public record Tcp(
      @Default("") @Doc("What it sends when a connection opens") String banner,
      @Default("false") @Doc("Whether it sends back what it receives") boolean echo) {}

  /**
   * A certificate of the lab.
   *
   * @param name its name
   * @param names the DNS names it carries; {@code *.} stands for one label
   * @param issuer the authority: {@code lab}, which vantages trust, or any other name, which they
   *     do not
   * @param validity whether its dates are right
   */
  public record CertificateSpec(
      @Doc("Its name") String name,
      @Doc("The DNS names it carries") List<String> names,
      @Default("lab") @Doc("The authority: lab, or another that is not trusted") String issuer,
      @Default("valid") @Doc("Whether its dates are right") Validity validity) {
    /** Copies the list. */
    public CertificateSpec {
      names = List.copyOf(names);
    }
  }

  /** The dates of a certificate. */
  public enum Validity {
    /** Valid now. */
    VALID,
    /** Past its last day. */
    EXPIRED,
    /** Before its first day. */
    NOT_YET_VALID
  }

  /**
   * A DNS zone.
   *
   * @param name its name, without the trailing dot
   * @param seenFrom the segments that see it; empty for every segment; one that names segments
   *     hides one that does not, for these segments
   * @param servers the hosts that are authoritative for it; empty for every authoritative server of
   *     the network that has no forwarders
   * @param records its records as lines of a zone file, {@code name [ttl] type data} (RFC 1035
   *     section 5.1), names relative to the zone; a SOA and an NS record are made when absent
   * @param ttl the time to live of records that have none
   * @param fallThrough whether a name that does not exist here is looked up in the zone that this
   *     one hides
   * @param title what messages call it; null for "zone" and its name
   * @param unseenFrom segments that do not see it, with what is missing for that; a zone with any
   *     is seen from the segments of {@code seenFrom} only, also where there are none
   * @param absent names that it has not, with what is missing for that
   */
  public record Zone(
      @Doc("Its name") String name,
      @Doc("The segments that see it; every segment when absent") List<String> seenFrom,
      @Doc("The hosts that are authoritative for it") List<String> servers,
      @Doc("Its records as lines of a zone file") List<String> records,
      @Default("300s") @Doc("The time to live of records that have none") Duration ttl,
      @Default("false")
          @Doc(
              "Whether a name that does not exist here is looked up in the zone that this one"
                  + " hides")
          boolean fallThrough,
      @Doc("What messages call it; \"zone\" and its name when absent") @Nullable String title,
      @Doc(
              "Segments that do not see it, with what is missing; a zone with any is seen from"
                  + " those of seen-from only")
          List<Unseen> unseenFrom,
      @Doc("Names that it has not, with what is missing") List<Absent> absent) {
    /** Copies the lists. */
    public Zone {
      seenFrom = List.copyOf(seenFrom);
      servers = List.copyOf(servers);
      records = List.copyOf(records);
      unseenFrom = List.copyOf(unseenFrom);
      absent = List.copyOf(absent);
    }

    /** Makes a zone that knows nothing of names it has not. */
    public Zone(
        String name,
        List<String> seenFrom,
        List<String> servers,
        List<String> records,
        Duration ttl,
        boolean fallThrough,
        @Nullable String title,
        List<Unseen> unseenFrom) {
      this(name, seenFrom, servers, records, ttl, fallThrough, title, unseenFrom, List.of());
    }

    /** Makes a zone without a title, and without reasons where it is not seen. */
    public Zone(
        String name,
        List<String> seenFrom,
        List<String> servers,
        List<String> records,
        Duration ttl,
        boolean fallThrough) {
      this(name, seenFrom, servers, records, ttl, fallThrough, null, List.of());
    }

    /** Returns whether every segment sees it. */
    public boolean isSeenFromEverywhere() {
      return seenFrom.isEmpty() && unseenFrom.isEmpty();
    }

    /** Returns whether a segment sees it. */
    public boolean isSeenFrom(String segment) {
      return isSeenFromEverywhere() || seenFrom.contains(segment);
    }

    /** Returns what messages call it. */
    public String inWords() {
      return title == null ? "zone " + name : title;
    }

    /**
     * A name that a zone has not, and could have.
     *
     * @param name the name, relative to the zone
     * @param because what is missing, as a sentence without a full stop, for example {@code "the
     *     link of virtual network spoke does not register names"}
     */
    public record Absent(
        @Doc("The name, relative to the zone") String name,
        @Doc("What is missing, as a sentence") String because) {}

    /**
     * A segment that does not see a zone.
     *
     * @param segment the segment
     * @param because what is missing, as the end of a sentence that begins with the zone, for
     *     example {@code "is not linked to virtual network spoke"}
     */
    public record Unseen(
        @Doc("The segment") String segment,
        @Doc("What is missing, as the end of a sentence that begins with the zone")
            String because) {}
  }
}
