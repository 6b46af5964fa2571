package dev.plumbline.contract;

/** A ground that the contract is run on. */
enum Arm {
  /** The simulation. */
  SIMULATION,
  /** Real servers in a container. */
  CONTAINERS,
  /** The same servers in network namespaces of this machine. */
  NAMESPACES,
  /** Real servers in one network namespace, and the ground {@code live}. */
  LIVE;

  /** Returns the name in tables. */
  String title() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
