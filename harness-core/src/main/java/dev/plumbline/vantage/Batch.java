package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.probe.Probe;
import java.util.ArrayList;
import java.util.List;

/** Many checks at once. */
final class Batch {

  private final Engine engine;

  Batch(Engine engine, Environment environment) {
    this.engine = engine;
  }

  <O extends Observation> List<O> observe(List<? extends Probe<O>> probes, Journal.Scope scope) {
    List<O> all = new ArrayList<>();
    for (Probe<O> probe : probes) {
      all.add(engine.observe(probe, scope, Journal.Role.CHECK));
    }
    return all;
  }
}
