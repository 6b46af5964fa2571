package dev.plumbline.environment;

/**
 * Something was to be done to an environment that people depend on, for which the run is not armed;
 * see {@link Environment#requireArmed}. Nothing was done.
 */
public class NotArmedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  NotArmedException(String message) {
    super(message);
  }
}
