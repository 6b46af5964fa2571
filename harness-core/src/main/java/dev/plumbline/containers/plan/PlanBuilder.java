package dev.plumbline.containers.plan;

import dev.plumbline.lab.LabException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects a {@link Plan} from those who each write a part of it, and what cannot be realised. */
public final class PlanBuilder {

  private final String network;
  private final String directory;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, Plan.Namespace> namespaces = new LinkedHashMap<>();
  private final List<Plan.Wire> wires = new ArrayList<>();
  private final List<Plan.Origin> origins = new ArrayList<>();
  private final List<Plan.Service> services = new ArrayList<>();
  private final Map<String, Plan.Place> places = new LinkedHashMap<>();
  private final List<FirewallPlace> firewalls = new ArrayList<>();
  private final Set<String> impossible = new LinkedHashSet<>();

  /**
   * Makes an empty plan.
   *
   * @param network the network's name, for messages
   * @param directory the machine's directory, an absolute path without a slash at its end
   */
  public PlanBuilder(String network, String directory) {
    this.network = network;
    this.directory = directory;
  }

  /** Returns the path that a file has on the machine. */
  public String path(String file) {
    return directory + "/" + file;
  }

  /** Adds a file, and returns its path on the machine. */
  public String file(String path, String content) {
    if (files.put(path, content) != null) {
      throw new IllegalStateException("the plan has two files " + path);
    }
    return path(path);
  }

  /**
   * Adds a program that stands beside a class, unless it is there, and returns its path on the
   * machine.
   */
  public String program(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      files.putIfAbsent(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      return path(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a namespace, of a name that no other has. */
  public PlanBuilder namespace(Plan.Namespace namespace) {
    if (namespaces.put(namespace.name(), namespace) != null) {
      throw new IllegalStateException("the plan has two namespaces " + namespace.name());
    }
    return this;
  }

  /** Adds a virtual cable. */
  public PlanBuilder wire(Plan.Wire wire) {
    wires.add(wire);
    return this;
  }

  /** Adds what answers for a host in place of nginx. */
  public PlanBuilder origin(Plan.Origin origin) {
    origins.add(origin);
    return this;
  }

  /** Adds a server program. */
  public PlanBuilder service(Plan.Service service) {
    services.add(service);
    return this;
  }

  /** Adds a place that connections can be started from. */
  public PlanBuilder place(String name, Plan.Place place) {
    places.put(name, place);
    return this;
  }

  /** Adds a place of a web application firewall. */
  public void firewall(FirewallPlace place) {
    firewalls.add(place);
  }

  /** Returns how many places of web application firewalls there are by now. */
  public int firewalls() {
    return firewalls.size();
  }

  /**
   * Notes what real servers cannot be made to do.
   *
   * @param what what it is and where, for example {@code host "gw": upstream "pool" has an affinity
   *     cookie}
   */
  public void cannot(String what) {
    impossible.add(what);
  }

  /**
   * Returns the plan.
   *
   * @throws LabException when something of the network cannot be realised, naming all of it
   */
  public Plan build() {
    if (!impossible.isEmpty()) {
      throw new LabException(
          "network \"%s\" cannot be realised in containers as it is described:\n  - %s\nRun it on the ground simulated, or leave these out."
              .formatted(network, String.join("\n  - ", impossible)));
    }
    return new Plan(
        files, List.copyOf(namespaces.values()), wires, origins, services, places, firewalls);
  }
}
