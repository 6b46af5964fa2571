package dev.plumbline.azure.arm;

/** Functions for what a deployment is given (ARM reference: Deployment). */
final class DeploymentFunctions {

  private DeploymentFunctions() {}

  static void addTo(Functions all) {
    all.add("parameters", 1, 1, args -> args.scope().around().parameter(args.text(0)));
    all.add("variables", 1, 1, args -> args.scope().around().variable(args.text(0)));
    all.add("deployment", 0, 0, args -> args.scope().around().deployment());
    all.add("deployer", 0, 0, args -> args.scope().around().deployer());
    all.add("environment", 0, 0, args -> args.scope().around().environment());
  }
}
