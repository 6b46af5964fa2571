package dev.plumbline.azure.read;

import dev.plumbline.azure.arm.ArmResource;
import dev.plumbline.azure.arm.ResourceId;
import dev.plumbline.azure.json.JsonString;
import dev.plumbline.azure.json.JsonUnknown;
import dev.plumbline.azure.json.Mark;
import dev.plumbline.descriptor.Problem;
import dev.plumbline.descriptor.Problems;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** References that can only be slips of the pen, told as problems. */
final class Slips {

  /** The parts of load balancers that interfaces say they belong to. */
  private static final List<String> PARTS =
      List.of("backendAddressPools", "inboundNatRules", "inboundNatPools");

  private final Estate estate;
  private final boolean complete;
  private final Consumer<Problem> problems;
  private final Set<String> deployed = new HashSet<>();
  private final Set<String> said = new HashSet<>();

  /**
   * Makes the slips among the references to the resources of an estate.
   *
   * @param complete whether all templates that are linked to are here; in one that is not anything
   *     may be
   */
  Slips(Estate estate, boolean complete, Consumer<Problem> problems) {
    this.estate = estate;
    this.complete = complete;
    this.problems = problems;
    for (ArmResource resource : estate.all()) {
      if (!resource.existing()) {
        ResourceId.parse(resource.id())
            .ifPresent(id -> deployed.add(ResourceId.key(id.scope()) + "|" + resource.typeKey()));
      }
    }
  }

  /**
   * Tells a reference that is a slip; returns whether it is one.
   *
   * <p>A resource that would lie beside others of its type that the files deploy is more likely a
   * slip than one that exists already.
   */
  boolean told(ResourceId id, Mark mark) {
    if (!complete
        || !deployed.contains(
            ResourceId.key(id.scope()) + "|" + id.type().toLowerCase(Locale.ROOT))) {
      return false;
    }
    if (said.add(ResourceId.key(id.text()) + mark)) {
      String kind = id.type().substring(id.type().lastIndexOf('/') + 1);
      problems.accept(
          mark.problem(
              "\""
                  + id.name()
                  + "\" is none of the "
                  + kind
                  + " in the files"
                  + Problems.hint(id.name(), estate.names(id.type()))
                  + " (correct the name, or add the file that describes it)"));
    }
    return true;
  }

  /** Tells a reference to a subnet that a virtual network of the files has not. */
  void subnet(ResourceId id, ResourceId network, Mark mark) {
    if (said.add(ResourceId.key(id.text()) + mark)) {
      problems.accept(
          mark.problem(
              "\""
                  + id.lastName()
                  + "\" is not a subnet of virtual network "
                  + network.lastName()
                  + Problems.hint(id.lastName(), estate.subnets(network.text()))
                  + " (correct the name, or add the subnet)"));
    }
  }

  /** Returns whether a part of a load balancer is one that interfaces say they belong to. */
  static boolean isMember(ResourceId part) {
    return PARTS.stream().anyMatch(kind(part)::equalsIgnoreCase);
  }

  private static String kind(ResourceId part) {
    return part.type().substring(part.type().lastIndexOf('/') + 1);
  }

  /** Tells a reference to a part that a load balancer of the files has not. */
  void part(ResourceId part, ArmResource balancer, Mark mark, ArmResource owner) {
    String kind = kind(part);
    boolean own = ResourceId.key(owner.id()).equals(ResourceId.key(balancer.id()));
    if (!isMember(part) || own || !complete || balancer.existing() || !isTold(balancer, kind)) {
      return;
    }
    List<Part> parts = estate.children(balancer, kind);
    if (parts.stream().map(Part::name).noneMatch(part.lastName()::equalsIgnoreCase)
        && said.add(ResourceId.key(part.text()) + mark)) {
      problems.accept(
          mark.problem(
              "\""
                  + part.lastName()
                  + "\" is none of the "
                  + kind
                  + " of load balancer "
                  + balancer.name()
                  + Problems.hint(part.lastName(), parts.stream().map(Part::name).toList())
                  + " (correct the name, or add it)"));
    }
  }

  /** Returns whether all parts of a kind, and their names, are known. */
  private boolean isTold(ArmResource balancer, String kind) {
    Part part = Part.of(balancer.body());
    return !(balancer.body().value("properties") instanceof JsonUnknown)
        && !(part.value(kind) instanceof JsonUnknown)
        && estate.children(balancer, kind).stream()
            .allMatch(one -> one.json().value("name") instanceof JsonString);
  }
}
