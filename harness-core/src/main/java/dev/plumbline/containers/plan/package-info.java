/**
 * What a network comes to on a machine: a {@link dev.plumbline.containers.plan.Plan} of namespaces,
 * cables, files and servers. Each part of the ground writes its own share of it into a {@link
 * dev.plumbline.containers.plan.PlanBuilder}, and says there what it cannot realise.
 */
@NullMarked
package dev.plumbline.containers.plan;

import org.jspecify.annotations.NullMarked;
