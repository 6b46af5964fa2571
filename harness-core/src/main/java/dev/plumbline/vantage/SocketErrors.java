package dev.plumbline.vantage;

import dev.plumbline.observation.Outcome;
import dev.plumbline.observation.Phase;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;

/** Says what errors of this machine's network stack stand for. */
final class SocketErrors {

  private SocketErrors() {}

  /** Returns the outcome that an error of the network stack stands for. */
  static Outcome outcome(Exception e, Phase phase) {
    if (e instanceof PortUnreachableException) {
      return new Outcome.Refused();
    }
    String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (e instanceof NoRouteToHostException
        || words.contains("unreachable")
        || words.contains("no route")) {
      return new Outcome.NoRoute();
    }
    if (words.contains("refused")) {
      return new Outcome.Refused();
    }
    if (words.contains("timed out")) {
      return new Outcome.TimedOut(phase);
    }
    if (words.contains("reset")) {
      return new Outcome.Reset(phase);
    }
    if (e instanceof ConnectException
        || e instanceof SocketException
        || e instanceof UnsupportedAddressTypeException) {
      // "Permission denied", "Invalid argument", "Address family not supported": this machine sends
      // nothing there.
      return new Outcome.NoRoute();
    }
    throw new IllegalStateException("this machine cannot open a socket: " + e, e);
  }
}
