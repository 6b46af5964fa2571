package dev.plumbline.environment;

/** What an environment is realised on. */
public enum Ground {
  /** A simulated network in the JVM. */
  SIMULATED,
  /** Real servers in containers. */
  CONTAINERS,
  /** The live network. */
  LIVE
}
