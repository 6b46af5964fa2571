package dev.plumbline.baseline;

import dev.plumbline.environment.Environment;
import java.util.List;

/**
 * Adds rows to recordings that no vantage can see: the rules in force by the description of a
 * platform, or by what the platform itself says. Found by {@link java.util.ServiceLoader}; made
 * once for each recording.
 */
public interface BaselineContributor {

  /**
   * Returns its rows, the same for the same state of the network: empty where it knows nothing of
   * the environment.
   *
   * @throws RuntimeException when it should know and cannot; the recording fails with it
   */
  List<Row> rows(Environment environment);

  /**
   * A row.
   *
   * @param source who says so, for example {@code the network description}; stands in the place of
   *     a vantage
   * @param subject what it is of, for example {@code rules of apim-subnet}
   * @param fact which fact of it, for example {@code inbound 100 AllowManagementEndpoint}
   * @param value what is said
   */
  record Row(String source, String subject, String fact, String value) {}
}
