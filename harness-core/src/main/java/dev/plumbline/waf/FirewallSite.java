package dev.plumbline.waf;

import dev.plumbline.observation.WafObservation;
import java.util.List;

/** A URL behind a web application firewall, as seen from a vantage: cases are sent to it. */
public interface FirewallSite {

  /** Returns the name of the vantage that looks at it. */
  String vantage();

  /** Returns its URL. */
  String url();

  /** Returns the same place without the path of its URL. */
  FirewallSite root();

  /**
   * Sends cases, many at a time, and waits for what the firewall's log says of them: together, not
   * one after another.
   *
   * @param cases the cases, at least one
   * @return what became of each, in the order of the cases; each says what is expected of it where
   *     the network description has a firewall at this URL
   * @throws IllegalArgumentException when there is no case
   * @throws IllegalStateException when the host may not be sent attack traffic; the message has the
   *     lines to add to the environment
   */
  List<WafObservation> send(List<WafCase> cases);
}
