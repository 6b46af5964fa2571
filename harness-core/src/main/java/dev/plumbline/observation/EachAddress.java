package dev.plumbline.observation;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was seen of every address of a name, each on its own.
 *
 * @param vantage the name of the vantage
 * @param host the name, or the address that stands for itself
 * @param questions what the resolver was asked for the addresses, one question for each family;
 *     none for an address
 * @param observations what was seen, in the order of the addresses; empty where there is none
 * @param <O> the type of what was seen
 */
public record EachAddress<O extends Observation>(
    String vantage, String host, List<DnsObservation> questions, List<O> observations) {

  /** Copies the lists. */
  public EachAddress {
    questions = List.copyOf(questions);
    observations = List.copyOf(observations);
  }

  /** Returns the addresses that the resolver gave, in its order, IPv4 first. */
  public List<InetAddress> addresses() {
    return questions.stream().flatMap(q -> q.addresses().stream()).distinct().toList();
  }

  /** Returns all that was observed, the questions first. */
  public List<Observation> all() {
    return Stream.<Observation>concat(questions.stream(), observations.stream()).toList();
  }
}
