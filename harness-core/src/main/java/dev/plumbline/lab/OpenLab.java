package dev.plumbline.lab;

import dev.plumbline.descriptor.DescriptorException;
import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Environment.Budget;
import dev.plumbline.environment.Environment.VantageSpec;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Fault;
import dev.plumbline.network.Network;
import dev.plumbline.network.Networks;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.LabTime;
import dev.plumbline.vantage.AttackBudget;
import dev.plumbline.vantage.Vantage;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What all views of a lab share: its realisation, vantages and faults, and whether it is open. */
final class OpenLab {

  /** How often an environment was opened in a journal; guarded by itself. */
  private static final Map<Journal, Map<String, Integer>> OPENED = new WeakHashMap<>();

  /** A budget is of a name and its bounds: one that was opened without any bounds no other. */
  private record BudgetOf(String name, @Nullable Budget budget) {}

  /** What may still be sent to each environment; guarded by itself. */
  private static final Map<Journal, Map<BudgetOf, AttackBudget>> BUDGETS = new WeakHashMap<>();

  private final String name;
  private final Environment environment;
  private final @Nullable Network network;
  private final Journal journal;
  private final Realisation realisation;
  private final LabFirewalls firewalls;
  private final AttackBudget budget;
  private final OpenResources open;
  private final LabTime moved = new Moved();

  /** Everything below is guarded by this. */
  private final Map<String, Vantage> vantages = new HashMap<>();

  private final List<FaultGuard> faults = new ArrayList<>();

  private OpenLab(
      String name,
      Environment environment,
      @Nullable Network network,
      Journal journal,
      Realisation realisation,
      LabFirewalls firewalls) {
    this.name = name;
    this.environment = environment;
    this.network = network;
    this.journal = journal;
    this.realisation = realisation;
    this.firewalls = firewalls;
    budget = budget(journal, environment);
    open =
        new OpenResources(
            "lab \"" + name + "\" is closed. Use it before close(), or open another with Lab.open");
    open.add(realisation);
    open.add(firewalls);
  }

  static OpenLab open(
      Environment environment,
      @Nullable Network network,
      Journal journal,
      Function<LabProvider, Realisation> how) {
    if (environment.vantages().isEmpty()) {
      throw new LabException(
          "environment \""
              + environment.name()
              + "\" has no vantage: there is nowhere to look from");
    }
    if (network == null && environment.ground() != Ground.LIVE) {
      throw new LabException(
          "environment \""
              + environment.name()
              + "\" is on the ground "
              + Providers.word(environment.ground())
              + " and needs a network description");
    }
    Realisation realisation = how.apply(Providers.of(environment.ground()));
    LabFirewalls firewalls;
    try {
      firewalls = LabFirewalls.open(environment, realisation.firewallEvidence());
    } catch (RuntimeException e) {
      realisation.close();
      throw e;
    }
    String name = name(journal, environment.name());
    journal.controlWindow(name, environment.timeouts().controlWindow());
    return new OpenLab(name, environment, network, journal, realisation, firewalls);
  }

  /** All labs of an environment in a run share one budget: its target is the same. */
  private static AttackBudget budget(Journal journal, Environment environment) {
    synchronized (BUDGETS) {
      return BUDGETS
          .computeIfAbsent(journal, j -> new HashMap<>())
          .computeIfAbsent(
              new BudgetOf(environment.name(), environment.guards().attackTraffic().budget()),
              any -> new AttackBudget(environment));
    }
  }

  LabFirewalls firewalls() {
    open.requireOpen();
    return firewalls;
  }

  /** Reads the network description that an environment names; null when it names none. */
  static @Nullable Network network(Environment environment) {
    String where = environment.network();
    if (where == null) {
      return null;
    }
    try {
      return where.matches("[a-z]{2,}:.*")
          ? Networks.read(new URI(where).toURL())
          : Networks.read(Path.of(where));
    } catch (URISyntaxException
        | MalformedURLException
        | IllegalArgumentException
        | UncheckedIOException e) {
      throw new LabException(
          "the network description \""
              + where
              + "\" of environment \""
              + environment.name()
              + "\" cannot be read: "
              + e,
          e);
    }
  }

  /**
   * Two labs of one environment are two networks: what one of them shows is no positive control for
   * the other.
   */
  private static String name(Journal journal, String environment) {
    synchronized (OPENED) {
      int count =
          OPENED.computeIfAbsent(journal, j -> new HashMap<>()).merge(environment, 1, Integer::sum);
      return count == 1 ? environment : environment + " (" + count + ")";
    }
  }

  String name() {
    return name;
  }

  Environment environment() {
    return environment;
  }

  @Nullable Network network() {
    return network;
  }

  Journal journal() {
    return journal;
  }

  synchronized Realisation realisation() {
    open.requireOpen();
    return realisation;
  }

  synchronized Vantage vantage(String vantage) {
    open.requireOpen();
    VantageSpec spec = environment.vantages().get(vantage);
    if (spec == null) {
      throw NotFound.error("vantage", vantage, environment.vantages().keySet());
    }
    return vantages.computeIfAbsent(vantage, v -> make(v, spec));
  }

  private Vantage make(String vantage, VantageSpec spec) {
    Vantage made =
        Vantage.of(
            new Vantage.Setup(
                vantage,
                environment,
                network,
                realisation.transport(vantage, spec),
                realisation.resolvers(spec),
                realisation.trust(),
                realisation.health().orElse(null),
                firewalls,
                budget),
            journal.scope(name, ""));
    open.add(made::close);
    return made;
  }

  synchronized Lab.Guard fault(Fault fault) {
    open.requireOpen();
    if (environment.ground() == Ground.LIVE) {
      throw new LabException(
          "no fault is put into a live network: environment \""
              + environment.name()
              + "\" is on the ground live");
    }
    if (!environment.guards().faults()) {
      throw new LabException(
          "environment \""
              + environment.name()
              + "\" does not allow faults: its guards say faults: false");
    }
    environment.requireArmed("a fault");
    if (network != null) {
      try {
        // A fault that names nothing would break nothing, and what a test then sees would be no
        // outage.
        Networks.check(network, fault);
      } catch (DescriptorException e) {
        throw new LabException(String.valueOf(e.getMessage()), e);
      }
    }
    FaultGuard guard = new FaultGuard(fault);
    faults.add(guard);
    try {
      apply();
    } catch (RuntimeException e) {
      faults.remove(guard);
      throw e;
    }
    return guard;
  }

  void advance(Duration time) {
    Realisation advanced = realisation();
    try {
      advanced.advance(time);
    } finally {
      journal.networkChanged(name);
    }
  }

  /**
   * Returns how time passes for who may move the clock: on the ground live as everywhere, elsewhere
   * by moving it, beside the time that passes anyway.
   */
  LabTime time() {
    return environment.ground() == Ground.LIVE ? LabTime.ofThisMachine() : moved;
  }

  /**
   * Returns how time passes for who may not move the clock.
   *
   * @param why why they may not, and what to do instead
   */
  LabTime timeStandingStill(String why) {
    return environment.ground() == Ground.LIVE
        ? LabTime.ofThisMachine()
        : LabTime.standingStill("the clock of lab " + name + " stands still: " + why);
  }

  /** A clock that stands still unless it is moved on. */
  private final class Moved implements LabTime {

    /** By how much who waited has moved it; guarded by this. */
    private Duration by = Duration.ZERO;

    @Override
    public synchronized Duration now() {
      return LabTime.ofThisMachine().now().plus(by);
    }

    @Override
    public void pass(Duration time) {
      advance(time);
      synchronized (this) {
        by = by.plus(time);
      }
    }
  }

  synchronized boolean isFaulted() {
    return !faults.isEmpty();
  }

  private void apply() {
    HashSet<Fault> inForce = new HashSet<>();
    faults.forEach(guard -> inForce.add(guard.fault));
    try {
      realisation.apply(inForce);
    } finally {
      journal.networkChanged(name);
    }
  }

  /**
   * One fault in force; the same fault may be in force twice, and is taken away with the last of
   * its guards.
   */
  private final class FaultGuard implements Lab.Guard {

    private final Fault fault;

    FaultGuard(Fault fault) {
      this.fault = fault;
    }

    @Override
    public void close() {
      synchronized (OpenLab.this) {
        if (faults.remove(this)) {
          apply();
        }
      }
    }
  }

  synchronized void close() {
    // Their guards have nothing to take away any more.
    faults.clear();
    open.close();
  }
}
