package dev.plumbline.waf.log;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Rows that are fetched as one text, each time all of them. */
final class FetchedRows implements RowsOfGateway {

  private final String name;
  private final Supplier<String> fetched;
  private String text = "";
  private List<GatewayRow> rows = List.of();
  private String broken = "";

  FetchedRows(String name, Supplier<String> fetched) {
    this.name = name;
    this.fetched = fetched;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean refresh() {
    String now = fetched.get();
    if (Objects.equals(now, text)) {
      return false;
    }
    GatewayRows.Parsed parsed = GatewayRows.parsed(name, now);
    text = now;
    rows = parsed.rows();
    broken = parsed.broken();
    return true;
  }

  @Override
  public Stream<GatewayRow> rows() {
    return rows.stream();
  }

  @Override
  public String broken() {
    return broken;
  }
}
