package dev.plumbline.network;

import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Protocol;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Builds an ordered filter. Without more it allows everything. A rule with the name of an earlier
 * one takes its place.
 */
public final class RulesBuilder {

  private final String name;
  private final List<Rule> inbound = new ArrayList<>();
  private final List<Rule> outbound = new ArrayList<>();
  private Action otherwiseInbound = Action.ALLOW;
  private Action otherwiseOutbound = Action.ALLOW;

  RulesBuilder(String name) {
    this.name = name;
  }

  RulesBuilder(RuleSet rules) {
    this(rules.name());
    inbound.addAll(rules.inbound());
    outbound.addAll(rules.outbound());
    otherwiseInbound = rules.otherwiseInbound();
    otherwiseOutbound = rules.otherwiseOutbound();
  }

  /** Adds a rule for all flows that come in. */
  public RulesBuilder inbound(int priority, String name, Action action) {
    return inbound(priority, name, action, rule -> {});
  }

  /**
   * Adds a rule for flows that come in; of any protocol, source and destination unless narrowed.
   */
  public RulesBuilder inbound(
      int priority, String name, Action action, Consumer<RuleBuilder> narrowing) {
    NetworkBuilder.put(
        inbound,
        Rule::name,
        NetworkBuilder.built(new RuleBuilder(priority, name, action), narrowing).build());
    return this;
  }

  /** Adds a rule for all flows that go out. */
  public RulesBuilder outbound(int priority, String name, Action action) {
    return outbound(priority, name, action, rule -> {});
  }

  /** Adds a rule for flows that go out; of any protocol, source and destination unless narrowed. */
  public RulesBuilder outbound(
      int priority, String name, Action action, Consumer<RuleBuilder> narrowing) {
    NetworkBuilder.put(
        outbound,
        Rule::name,
        NetworkBuilder.built(new RuleBuilder(priority, name, action), narrowing).build());
    return this;
  }

  /** Sets what happens to a flow that no inbound rule matches. */
  public RulesBuilder otherwiseInbound(Action action) {
    otherwiseInbound = action;
    return this;
  }

  /** Sets what happens to a flow that no outbound rule matches. */
  public RulesBuilder otherwiseOutbound(Action action) {
    otherwiseOutbound = action;
    return this;
  }

  RuleSet build() {
    return new RuleSet(name, inbound, outbound, otherwiseInbound, otherwiseOutbound);
  }

  /** Narrows a rule to some flows. */
  public static final class RuleBuilder {

    private final int priority;
    private final String name;
    private final Action action;
    private Protocol protocol = Protocol.ANY;
    private List<Cidr> from = List.of();
    private List<PortRange> fromPorts = List.of();
    private List<Cidr> to = List.of();
    private List<PortRange> ports = List.of();

    RuleBuilder(int priority, String name, Action action) {
      this.priority = priority;
      this.name = name;
      this.action = action;
    }

    /** Narrows the rule to TCP. */
    public RuleBuilder tcp() {
      protocol = Protocol.TCP;
      return this;
    }

    /** Narrows the rule to UDP. */
    public RuleBuilder udp() {
      protocol = Protocol.UDP;
      return this;
    }

    /** Narrows the rule to source prefixes. */
    public RuleBuilder from(String... prefixes) {
      from = Stream.of(prefixes).map(Cidr::of).toList();
      return this;
    }

    /** Narrows the rule to source ports, as {@code 53} or {@code 1024-65535}. */
    public RuleBuilder fromPorts(String... ports) {
      fromPorts = Stream.of(ports).map(PortRange::of).toList();
      return this;
    }

    /** Narrows the rule to destination prefixes. */
    public RuleBuilder to(String... prefixes) {
      to = Stream.of(prefixes).map(Cidr::of).toList();
      return this;
    }

    /** Narrows the rule to destination ports, as {@code 443} or {@code 65200-65535}. */
    public RuleBuilder ports(String... ports) {
      this.ports = Stream.of(ports).map(PortRange::of).toList();
      return this;
    }

    /** Narrows the rule to destination ports. */
    public RuleBuilder ports(int... ports) {
      this.ports = IntStream.of(ports).mapToObj(port -> new PortRange(port, port)).toList();
      return this;
    }

    Rule build() {
      return new Rule(name, priority, action, protocol, from, fromPorts, to, ports);
    }
  }
}
