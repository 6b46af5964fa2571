package dev.plumbline.observation;

/** Observations that were made together and are read together, as rows and columns. */
public sealed interface Table permits ReachabilityMatrix, HostExclusivity, BaselineTable {}
