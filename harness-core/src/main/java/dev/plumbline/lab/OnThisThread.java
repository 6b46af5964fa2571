package dev.plumbline.lab;

import dev.plumbline.observation.LabTime;
import dev.plumbline.observation.Watched;
import java.time.Duration;
import java.util.List;

/**
 * Watches on the thread that asks for it, in a lab whose clock is moved on from one look to the
 * next. A look takes none of that clock's time.
 */
final class OnThisThread implements LabTime {

  private final LabTime time;
  private Duration passed = Duration.ZERO;

  private OnThisThread(LabTime time) {
    this.time = time;
  }

  @Override
  public Duration now() {
    return passed;
  }

  @Override
  public void pass(Duration some) {
    time.pass(some);
    passed = passed.plus(some);
  }

  static Watched watch(Lab lab, Duration every, List<Lookout> lookouts, Duration forTime) {
    OnThisThread time = new OnThisThread(lab.scope().time());
    String still = lab.scope().time().standsStill();
    lookouts.forEach(Lookout::reset);
    lookouts.forEach(lookout -> lookout.look(time, Duration.ZERO));
    while (still == null && time.now().compareTo(forTime) < 0) {
      Duration left = forTime.minus(time.now());
      time.pass(every.compareTo(left) < 0 ? every : left);
      lookouts.forEach(lookout -> lookout.look(time, Duration.ZERO));
    }
    if (still != null) {
      lookouts.forEach(lookout -> lookout.look(time, Duration.ZERO));
    }
    return lab.scope()
        .record(
            new Watched(
                lab.name(),
                every,
                time.now(),
                lookouts.stream().map(lookout -> lookout.ended(time.now())).toList(),
                still == null ? null : "no time has passed: " + still));
  }
}
