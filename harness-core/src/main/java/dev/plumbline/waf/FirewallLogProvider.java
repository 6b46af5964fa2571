package dev.plumbline.waf;

import java.nio.file.Path;
import java.util.Set;

/**
 * Opens logs of firewalls in formats that it knows; found by {@link java.util.ServiceLoader}.
 * Environments name the format under {@code firewall-logs}.
 */
public interface FirewallLogProvider {

  /** Returns the formats it knows, for example {@code modsecurity-json}. */
  Set<String> formats();

  /**
   * Opens a log; what is written to it from now on is read.
   *
   * @param format one of its formats
   * @param file the file; it may come to be later
   * @throws IllegalStateException when the file cannot be read; the message names it
   */
  FirewallLog open(String format, Path file);
}
