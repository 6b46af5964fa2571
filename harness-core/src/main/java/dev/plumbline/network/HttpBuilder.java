package dev.plumbline.network;

import dev.plumbline.network.Network.Handling;
import dev.plumbline.network.Network.Http;
import dev.plumbline.network.Network.PathRoute;
import dev.plumbline.network.Network.Reply;
import dev.plumbline.network.Network.UnknownHost;
import dev.plumbline.network.Network.VirtualHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Builds an HTTP service. Without more it knows no host name and answers 404. */
public final class HttpBuilder {

  private final List<VirtualHost> hosts = new ArrayList<>();
  private UnknownHost onUnknownHost = UnknownHost.NOT_FOUND;
  private @Nullable String server;
  private Duration requestTimeout = Duration.ofSeconds(60);
  private List<Reply> errorPages = List.of();
  private boolean decodesPaths = true;
  private boolean caseSensitivePaths;
  private @Nullable Integer upgradeStatus;

  HttpBuilder() {}

  /** Adds a virtual host that does one thing with every request to one name. */
  public HttpBuilder host(String name, Handling every) {
    return host(name, host -> host.otherwise(every));
  }

  /** Adds a virtual host for a name; further names may be added to it. */
  public HttpBuilder host(String name, Consumer<VirtualHostBuilder> with) {
    hosts.add(NetworkBuilder.built(new VirtualHostBuilder(name), with).build());
    return this;
  }

  /** Adds a virtual host that does one thing with every request to any name. */
  public HttpBuilder anyHost(Handling every) {
    return anyHost(host -> host.otherwise(every));
  }

  /** Adds a virtual host for every name. */
  public HttpBuilder anyHost(Consumer<VirtualHostBuilder> with) {
    hosts.add(NetworkBuilder.built(new VirtualHostBuilder(), with).build());
    return this;
  }

  /** Sets what happens to a request whose Host fits no virtual host. */
  public HttpBuilder onUnknownHost(UnknownHost what) {
    onUnknownHost = what;
    return this;
  }

  /** Sets the Server header of answers made here. */
  public HttpBuilder server(String server) {
    this.server = server;
    return this;
  }

  /** Sets how long a client may take to send a request. */
  public HttpBuilder requestTimeout(Duration timeout) {
    requestTimeout = timeout;
    return this;
  }

  /** Sets what is answered in place of the pages made here, by their status. */
  public HttpBuilder errorPages(Reply... pages) {
    errorPages = List.of(pages);
    return this;
  }

  /** Compares paths as they came, without decoding them. */
  public HttpBuilder withoutDecodingPaths() {
    decodesPaths = false;
    return this;
  }

  /** Compares paths with regard to case. */
  public HttpBuilder caseSensitivePaths() {
    caseSensitivePaths = true;
    return this;
  }

  /** Sets the status answered to a request that asks to change to HTTP/2 without TLS. */
  public HttpBuilder upgradeStatus(int status) {
    upgradeStatus = status;
    return this;
  }

  Http build() {
    return new Http(
        hosts,
        onUnknownHost,
        server,
        requestTimeout,
        errorPages,
        decodesPaths,
        caseSensitivePaths,
        upgradeStatus);
  }

  /** Builds a virtual host. Without more it answers 404. */
  public static final class VirtualHostBuilder {

    private final List<String> names = new ArrayList<>();
    private final List<PathRoute> routes = new ArrayList<>();
    private @Nullable Handling otherwise;
    private @Nullable String label;
    private List<Reply> errorPages = List.of();
    private @Nullable WebFirewall firewall;

    VirtualHostBuilder(String... names) {
      this.names.addAll(List.of(names));
    }

    /** Adds host names. */
    public VirtualHostBuilder names(String... names) {
      this.names.addAll(List.of(names));
      return this;
    }

    /** Adds what happens to a path; {@code *} at its end stands for the rest. */
    public VirtualHostBuilder route(String path, Handling handling) {
      return route(List.of(path), handling);
    }

    /** Adds what happens to some paths. */
    public VirtualHostBuilder route(List<String> paths, Handling handling) {
      routes.add(new PathRoute(paths, handling));
      return this;
    }

    /** Sets what happens to all other paths. */
    public VirtualHostBuilder otherwise(Handling handling) {
      otherwise = handling;
      return this;
    }

    /** Sets what the access log calls it. */
    public VirtualHostBuilder label(String label) {
      this.label = label;
      return this;
    }

    /** Sets what is answered in place of the pages made here, by their status. */
    public VirtualHostBuilder errorPages(Reply... pages) {
      errorPages = List.of(pages);
      return this;
    }

    /** Sets what looks at requests before anything is done with them; null for nothing. */
    public VirtualHostBuilder firewall(@Nullable WebFirewall firewall) {
      this.firewall = firewall;
      return this;
    }

    VirtualHost build() {
      return new VirtualHost(names, routes, otherwise, label, errorPages, firewall);
    }
  }
}
