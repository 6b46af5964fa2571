package dev.plumbline.testing;

import dev.plumbline.network.Cidr;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.PortRange;
import dev.plumbline.network.Network.Route;
import dev.plumbline.network.Network.Rule;
import dev.plumbline.network.Network.RuleSet;
import dev.plumbline.network.Network.SourceTranslation;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Throws parts of network descriptions; of what they are made is for the caller to say. */
public final class Dice {

  private final Random random;

  /** Makes dice that fall as a source of randomness says. */
  public Dice(Random random) {
    this.random = random;
  }

  /** Returns one of several. */
  public <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Returns none, one or two. */
  public <T> List<T> several(Supplier<T> one) {
    List<T> all = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      all.add(one.get());
    }
    return all;
  }

  /** Returns something once in so many times, else null. */
  public <T> @Nullable T oneIn(int times, Supplier<T> one) {
    return random.nextInt(times) == 0 ? one.get() : null;
  }

  /** Returns a range that begins and ends at one of some ports. */
  public PortRange ports(List<Integer> ports) {
    int one = pick(ports);
    int other = pick(ports);
    return new PortRange(Math.min(one, other), Math.max(one, other));
  }

  /** Returns the prefix of a length that an address is in. */
  public static Cidr around(InetAddress address, int length) {
    byte[] bytes = address.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
    }
    try {
      return new Cidr(InetAddress.getByAddress(bytes), length);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns how the source of what leaves a host is hidden, behind its first address or another.
   */
  public SourceTranslation sources(List<InetAddress> own, Supplier<Cidr> prefix) {
    return new SourceTranslation(
        "sources",
        several(prefix),
        several(prefix),
        random.nextInt(3) == 0 ? List.of(prefix.get()) : List.of(),
        oneIn(3, () -> own.get(0)));
  }

  /** Returns no routes or up to three, no two for one prefix, which a description forbids. */
  public List<Route> routes(Supplier<String> via, Supplier<Cidr> prefix) {
    List<Route> routes = new ArrayList<>();
    int count = random.nextInt(2) == 0 ? 1 + random.nextInt(3) : 0;
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(6);
      String host = kind < 4 ? via.get() : null;
      Cidr to = prefix.get();
      if (routes.stream().noneMatch(route -> route.prefix().equals(to))) {
        routes.add(new Route("r" + i, to, host, kind == 4, kind == 5));
      }
    }
    return routes;
  }

  /** Returns what mostly allows, and once in so many times drops or rejects. */
  public Action action(int times) {
    return random.nextInt(times) == 0 ? pick(List.of(Action.DROP, Action.REJECT)) : Action.ALLOW;
  }

  /**
   * Returns a filter of up to three rules each way.
   *
   * @param rule makes one of a name and a priority
   * @param times once in so many times what no rule is for is not allowed
   */
  public RuleSet rules(BiFunction<String, Integer, Rule> rule, int times) {
    return new RuleSet(
        "rules",
        rules(random.nextInt(4), rule),
        rules(random.nextInt(4), rule),
        action(times),
        action(times));
  }

  private List<Rule> rules(int count, BiFunction<String, Integer, Rule> rule) {
    List<Integer> priorities = new ArrayList<>(List.of(10, 20, 30, 40));
    Collections.shuffle(priorities, random);
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(rule.apply("rule" + i, priorities.get(i)));
    }
    return rules;
  }
}
