package dev.plumbline.lab;

import dev.plumbline.environment.Environment;
import dev.plumbline.environment.Ground;
import dev.plumbline.network.Network;
import dev.plumbline.testing.OneGround;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A provider for the ground {@code containers} that is found only while a test wants it. */
public final class FakeProvider implements LabProvider {

  private static final ThreadLocal<@Nullable Realisation> CURRENT = new ThreadLocal<>();

  /** Makes the provider. */
  public FakeProvider() {}

  /** Opens a lab on a realisation. */
  static Lab opening(Realisation realisation, Supplier<Lab> open) {
    CURRENT.set(realisation);
    try {
      return OneGround.finding(FakeProvider.class, open);
    } finally {
      CURRENT.remove();
    }
  }

  @Override
  public Ground ground() {
    return Ground.CONTAINERS;
  }

  @Override
  public Realisation open(Environment environment, @Nullable Network network) {
    Realisation realisation = CURRENT.get();
    if (realisation == null) {
      throw new LabException("no test is opening a lab");
    }
    return realisation;
  }
}
