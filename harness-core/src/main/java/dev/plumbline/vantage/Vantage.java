package dev.plumbline.vantage;

import dev.plumbline.environment.Environment;
import dev.plumbline.network.Network;
import dev.plumbline.observation.DnsObservation;
import dev.plumbline.observation.HealthObservation;
import dev.plumbline.observation.HttpObservation;
import dev.plumbline.observation.Journal;
import dev.plumbline.observation.Observation;
import dev.plumbline.observation.Site;
import dev.plumbline.observation.TcpObservation;
import dev.plumbline.observation.TlsObservation;
import dev.plumbline.probe.HttpProbe;
import dev.plumbline.probe.Probe;
import dev.plumbline.probe.TlsProbe;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place to look from. TEMPORARY SIGNATURES. */
public final class Vantage {

  /** What a vantage is made from. */
  public record Setup(
      String name,
      Environment environment,
      @Nullable Network network,
      Transport transport,
      @Nullable InetSocketAddress resolver,
      Trust trust,
      @Nullable HealthReader health) {}

  private Vantage() {}

  /** Makes a vantage that writes to a scope. Its engine is closed with {@link #close()}... */
  public static Vantage of(Setup setup, Journal.Scope scope) {
    throw new UnsupportedOperationException();
  }

  /** Returns this vantage, writing to another scope. */
  public Vantage in(Journal.Scope scope) {
    throw new UnsupportedOperationException();
  }

  /** Returns its name. */
  public String name() {
    throw new UnsupportedOperationException();
  }

  /** Asks one probe. */
  public <O extends Observation> O observe(Probe<O> probe) {
    throw new UnsupportedOperationException();
  }

  /** Asks many probes at once; the results in the order asked. */
  public <O extends Observation> List<O> observeAll(List<? extends Probe<O>> probes) {
    throw new UnsupportedOperationException();
  }

  /** Asks for the addresses (A). */
  public DnsObservation resolve(String name) {
    throw new UnsupportedOperationException();
  }

  /** Asks for a type. */
  public DnsObservation resolve(String name, String type) {
    throw new UnsupportedOperationException();
  }

  /** Opens a connection to host or endpoint name and port. */
  public TcpObservation connect(String host, int port) {
    throw new UnsupportedOperationException();
  }

  /** Opens a connection to an endpoint. */
  public TcpObservation connect(String endpoint) {
    throw new UnsupportedOperationException();
  }

  /** Makes a TLS handshake. */
  public TlsObservation handshake(String host, int port) {
    throw new UnsupportedOperationException();
  }

  /** Makes a TLS handshake with an endpoint. */
  public TlsObservation handshake(String endpoint) {
    throw new UnsupportedOperationException();
  }

  /** Makes a TLS handshake. */
  public TlsObservation handshake(TlsProbe probe) {
    throw new UnsupportedOperationException();
  }

  /** Gets a URL. */
  public HttpObservation get(String url) {
    throw new UnsupportedOperationException();
  }

  /** Sends a request. */
  public HttpObservation send(HttpProbe probe) {
    throw new UnsupportedOperationException();
  }

  /** Reads or emulates a health probe. */
  public HealthObservation probe(String name) {
    throw new UnsupportedOperationException();
  }

  /** Returns an address and port to ask many questions of. */
  public Site at(String address, int port) {
    throw new UnsupportedOperationException();
  }

  /** Returns the site of an endpoint. */
  public Site at(String endpoint) {
    throw new UnsupportedOperationException();
  }
}
