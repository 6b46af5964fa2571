package dev.plumbline.azure.model;

import dev.plumbline.descriptor.Doc;
import java.util.List;

/**
 * A public DNS zone ({@code Microsoft.Network/dnsZones}).
 *
 * @param name its name
 * @param records its records as lines of a zone file, {@code name [ttl] type data}
 */
public record DnsZone(
    @Doc("Its name") String name,
    @Doc("Its records as lines of a zone file") List<String> records) {

  /** Copies the list. */
  public DnsZone {
    records = List.copyOf(records);
  }
}
