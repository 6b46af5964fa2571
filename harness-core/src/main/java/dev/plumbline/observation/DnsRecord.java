package dev.plumbline.observation;

/**
 * One resource record of an answer.
 *
 * @param name the owner name, without the trailing dot, as the server wrote it
 * @param type the type's name, for example {@code A} or {@code CNAME}
 * @param ttl the time to live, in seconds
 * @param data the record's data in presentation form (RFC 1035 section 5.1); names without the
 *     trailing dot
 */
public record DnsRecord(String name, String type, long ttl, String data) {

  /** Returns the record as one line of a zone file. */
  @Override
  public String toString() {
    return name + " " + ttl + " " + type + " " + data;
  }
}
