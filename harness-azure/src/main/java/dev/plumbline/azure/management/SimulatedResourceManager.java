package dev.plumbline.azure.management;

import dev.plumbline.azure.arm.ResourceTypes;
import dev.plumbline.azure.compile.AzureCompiler;
import dev.plumbline.azure.management.LoopbackServer.Delivered;
import dev.plumbline.azure.management.LoopbackServer.Delivery;
import dev.plumbline.azure.management.logs.LogTables;
import dev.plumbline.azure.model.AzureTopology;
import dev.plumbline.azure.rules.NetworkRules;
import dev.plumbline.lab.Lab;
import dev.plumbline.network.Network;
import dev.plumbline.pki.LabAuthority;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Azure Resource Manager, Log Analytics and the token endpoint of Microsoft Entra, simulated over
 * HTTPS on the loopback interface: real clients of Azure run against it without a subscription.
 *
 * <p>What it answers comes from a topology and from the rules that evaluate it, and where a lab is
 * given from the lab's state; nothing is canned. Started from another topology than a suite's own,
 * it is an Azure that says otherwise.
 *
 * <p>All resources are in {@link #subscription()}, in a resource group of the topology's name.
 * Calls need a token, of the token endpoint or of {@link #token}; whoever has one may read
 * everything, and change nothing. Closing it twice is harmless.
 */
public final class SimulatedResourceManager implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SimulatedResourceManager.class);

  static final String TENANT = "11111111-1111-1111-1111-111111111111";
  static final String CLIENT = "22222222-2222-2222-2222-222222222222";

  private static final List<String> RESOURCE_MANAGER_AUDIENCES =
      List.of("https://management.azure.com", "https://management.core.windows.net");
  private static final List<String> LOG_ANALYTICS_AUDIENCES =
      List.of("https://api.loganalytics.io", "https://api.loganalytics.azure.com");

  private final AccessTokens tokens;
  private final CallBudget budget;
  private final FaultsInForce faults = new FaultsInForce();
  private final Operations operations;
  private final LabState state;
  private final ResourceManagerEndpoint endpoint;
  private final String secret = UUID.randomUUID().toString();
  private final LoopbackServer resourceManager;
  private final LoopbackServer logAnalytics;
  private final LoopbackServer authority;
  private final LogAnalyticsEndpoint queries;
  private final List<String> calls = new CopyOnWriteArrayList<>();

  private SimulatedResourceManager(Builder builder) {
    Network network = AzureCompiler.compile(builder.topology);
    Inventory inventory = Inventory.of(builder.topology, network);
    tokens = new AccessTokens(builder.clock, builder.tokenLifetime, TENANT, CLIENT);
    budget = new CallBudget(builder.clock);
    operations = new Operations(faults, this::resourceManager);
    state = new LabState(network, builder.lab);
    NetworkRules rules = NetworkRules.of(builder.topology);
    ConnectionChecks checks = new ConnectionChecks(rules, state);
    List<Actions> actions =
        List.of(
            new GatewayActions(inventory, operations, state),
            new InterfaceActions(inventory, operations, rules),
            new WatcherActions(inventory, operations, rules, checks),
            new ServiceActions(inventory, operations, state, checks, builder.clock),
            new DiagnosticSettings(inventory, builder.resourceSpecific));
    ResourceIds ids = inventory.estate().ids;
    queries =
        new LogAnalyticsEndpoint(
            new LogTables(
                builder.topology,
                name -> ids.of(ResourceTypes.APPLICATION_GATEWAY, name),
                builder.lab,
                Inventory.WORKSPACE_ID,
                builder.resourceSpecific,
                builder.logDelay),
            builder.clock,
            Inventory.WORKSPACE_ID);
    endpoint =
        new ResourceManagerEndpoint(
            inventory,
            this::resourceManager,
            operations,
            (call, version) -> first(actions, call, version),
            builder.pageSize);
    EntraEndpoint entra =
        new EntraEndpoint(
            tokens, builder.clock, this::authority, this::audiences, TENANT, CLIENT, secret);
    List<LoopbackServer> started = new ArrayList<>();
    try {
      resourceManager = started(started, this::resourceManagerCall);
      logAnalytics = started(started, this::logAnalyticsCall);
      authority = started(started, call -> tokenCall(call, entra));
    } catch (RuntimeException e) {
      started.forEach(LoopbackServer::close);
      throw e;
    }
  }

  private static LoopbackServer started(
      List<LoopbackServer> all, Function<Call, Delivered> handler) {
    LoopbackServer server = LoopbackServer.start(handler);
    all.add(server);
    return server;
  }

  private static @Nullable Reply first(List<Actions> actions, Call call, String version) {
    for (Actions one : actions) {
      Reply reply = one.answer(call, version);
      if (reply != null) {
        return reply;
      }
    }
    return null;
  }

  /**
   * Starts one that knows a topology.
   *
   * @throws dev.plumbline.descriptor.DescriptorException when the platform would refuse the
   *     topology
   */
  public static SimulatedResourceManager start(AzureTopology topology) {
    return builder(topology).start();
  }

  /** Returns a builder of one that knows a topology. */
  public static Builder builder(AzureTopology topology) {
    return new Builder(topology);
  }

  /** What is settable before it starts. */
  public static final class Builder {

    private final AzureTopology topology;
    private @Nullable Lab lab;
    private Clock clock = Clock.systemUTC();
    private Duration tokenLifetime = Duration.ofMinutes(60);
    private int pageSize = 100;
    private boolean resourceSpecific;
    private Duration logDelay = Duration.ZERO;

    private Builder(AzureTopology topology) {
      this.topology = topology;
    }

    /**
     * Sets the lab whose health probes and firewall logs are told; by default a lab is made of the
     * topology when one is needed, in which nothing happens. It stays the caller's to close.
     */
    public Builder lab(Lab newLab) {
      lab = newLab;
      return this;
    }

    /** Sets the clock by which tokens expire and budgets are counted; by default the system's. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Sets how long tokens are valid; by default an hour. */
    public Builder tokenLifetime(Duration newLifetime) {
      if (newLifetime.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "a token is valid for a second or longer, not for " + newLifetime);
      }
      tokenLifetime = newLifetime;
      return this;
    }

    /** Sets how many resources a page of a list has; by default 100. */
    public Builder pageSize(int newSize) {
      if (newSize < 1) {
        throw new IllegalArgumentException("a page has one resource or more, not " + newSize);
      }
      pageSize = newSize;
      return this;
    }

    /**
     * Lets gateways log to tables of their own, {@code AGWFirewallLogs} and {@code AGWAccessLogs};
     * by default their rows are in {@code AzureDiagnostics}.
     */
    public Builder resourceSpecificLogs() {
      resourceSpecific = true;
      return this;
    }

    /** Sets how long after it was written a row of a log can be found; by default at once. */
    public Builder logDelay(Duration newDelay) {
      logDelay = newDelay;
      return this;
    }

    /**
     * Starts it. When it returns, it answers.
     *
     * @throws dev.plumbline.descriptor.DescriptorException when the platform would refuse the
     *     topology
     */
    public SimulatedResourceManager start() {
      return new SimulatedResourceManager(this);
    }
  }

  /** Takes a fault away when closed; closing twice is harmless. */
  public interface Guard extends AutoCloseable {

    /** Returns how many calls the fault has met: one that met none shows nothing. */
    int met();

    @Override
    void close();
  }

  /** Returns the base of Azure Resource Manager, {@code https://127.0.0.1:port}. */
  public URI resourceManager() {
    return resourceManager.base();
  }

  /** Returns the base of Log Analytics; queries go to {@code /v1/workspaces/id/query}. */
  public URI logAnalytics() {
    return logAnalytics.base();
  }

  /** Returns the identifier of the workspace that gateways log to. */
  public String workspace() {
    return Inventory.WORKSPACE_ID;
  }

  /**
   * Returns the base of Microsoft Entra, which clients call the authority host; the tenant's token
   * endpoint is at {@code /tenant/oauth2/v2.0/token}. Clients must not look for it elsewhere before
   * they ask ({@code disableInstanceDiscovery()}).
   */
  public URI authority() {
    return authority.base();
  }

  /** Returns the certificate of the authority that its servers' certificates are of. */
  public X509Certificate certificateAuthority() {
    return LabAuthority.lab().rootCertificate();
  }

  /** Returns the tenant's identifier. */
  public String tenant() {
    return TENANT;
  }

  /** Returns the subscription's identifier. */
  public String subscription() {
    return ResourceIds.SUBSCRIPTION;
  }

  /** Returns the identifier of the application that gets tokens. */
  public String clientId() {
    return CLIENT;
  }

  /** Returns the secret of the application, another one each time. */
  public String clientSecret() {
    return secret;
  }

  /**
   * Returns a token as the token endpoint gives it, for clients with a token of their own.
   *
   * @param audience whom it is for, for example {@link #resourceManager()}
   */
  public String token(URI audience) {
    return tokens.issue(audience.toString());
  }

  private List<String> audiences() {
    List<String> all = new ArrayList<>(resourceManagerAudiences());
    all.addAll(logAnalyticsAudiences());
    return all;
  }

  private List<String> resourceManagerAudiences() {
    List<String> all = new ArrayList<>(RESOURCE_MANAGER_AUDIENCES);
    all.add(resourceManager().toString());
    return all;
  }

  private List<String> logAnalyticsAudiences() {
    List<String> all = new ArrayList<>(LOG_ANALYTICS_AUDIENCES);
    all.add(logAnalytics().toString());
    return all;
  }

  /**
   * Sets how many calls Azure Resource Manager answers in a window of time; those after them get
   * 429 with {@code Retry-After} until the window has passed; queries of logs count too. By default
   * 12,000 in an hour. The count starts anew.
   */
  public void budget(int calls, Duration window) {
    budget.set(calls, window);
  }

  /**
   * Sets how long-running operations go.
   *
   * @param polls how often they are said to be in progress before they end; by default once
   * @param retryAfter what they say of when to ask again, in whole seconds; by default zero
   */
  public void operations(int polls, Duration retryAfter) {
    operations.set(polls, Math.toIntExact(retryAfter.toSeconds()));
  }

  /** Puts a fault in force until the guard is closed. */
  public Guard fault(ManagementFault fault) {
    return faults.put(fault);
  }

  /**
   * Returns the calls that came, oldest first, each as {@code GET /subscriptions/…?api-version=…};
   * those for tokens with {@code authority} before them, queries with {@code logs}.
   */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  private Delivered tokenCall(Call call, EntraEndpoint entra) {
    calls.add("authority " + call.method() + " " + call.uri());
    ManagementFault fault = faults.ofTokenCall(call);
    return delivered(
        fault == null ? entra.answer(call) : answer(call, fault, entra::answer), fault);
  }

  private Delivered resourceManagerCall(Call call) {
    calls.add(call.method() + " " + call.uri());
    return served(call, resourceManagerAudiences(), 401, endpoint::answer);
  }

  private Delivered logAnalyticsCall(Call call) {
    calls.add("logs " + call.method() + " " + call.uri());
    // "Azure Monitor Log Analytics API errors": what is no token for it is forbidden.
    return served(call, logAnalyticsAudiences(), 403, queries::answer);
  }

  /**
   * Answers a call that needs a token; one that is none, or for others, has a status of its own.
   */
  private Delivered served(
      Call call, List<String> audiences, int wrongToken, Function<Call, Reply> endpoint) {
    ManagementFault fault = null;
    Reply reply;
    try {
      authenticate(call, audiences, wrongToken);
      Duration wait = budget.spend();
      if (wait != null) {
        throw throttled(wait);
      }
      fault = faults.ofCall(call);
      reply = fault == null ? endpoint.apply(call) : answer(call, fault, endpoint);
    } catch (ManagementException e) {
      reply = e.reply();
    } catch (RuntimeException e) {
      LOG.error("the simulated resource manager failed at {}", call.uri(), e);
      reply =
          new ManagementException(500, "InternalServerError", "The simulation failed: " + e)
              .reply();
    }
    String id = UUID.randomUUID().toString();
    String correlation = call.header("x-ms-correlation-request-id");
    reply
        .with("x-ms-request-id", id)
        .with("x-ms-correlation-request-id", correlation == null ? id : correlation)
        .with("x-ms-routing-request-id", "WESTEUROPE:" + id)
        .with("Cache-Control", "no-cache")
        .with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        .with(
            call.is("GET")
                ? "x-ms-ratelimit-remaining-subscription-reads"
                : "x-ms-ratelimit-remaining-subscription-writes",
            Integer.toString(budget.remaining()));
    String client = call.header("x-ms-client-request-id");
    if (client != null && "true".equalsIgnoreCase(call.header("x-ms-return-client-request-id"))) {
      reply.with("x-ms-client-request-id", client);
    }
    return delivered(reply, fault);
  }

  private static Delivered delivered(Reply reply, @Nullable ManagementFault fault) {
    if (fault == null) {
      return new Delivered(reply, Delivery.WHOLE);
    }
    return switch (fault.kind) {
      case DROPPED -> new Delivered(reply, Delivery.NOTHING);
      case BROKEN_BODY -> new Delivered(reply, Delivery.HALF);
      case MALFORMED_BODY -> new Delivered(reply.cut(reply.body().length / 2), Delivery.WHOLE);
      default -> new Delivered(reply, Delivery.WHOLE);
    };
  }

  private static Reply answer(Call call, ManagementFault fault, Function<Call, Reply> endpoint) {
    return switch (fault.kind) {
      case STATUS -> new ManagementException(fault.status, fault.code, fault.message).reply();
      case FORBIDDEN -> ResourceManagerEndpoint.forbidden(call).reply();
      case THROTTLED -> throttled(fault.retryAfter).reply();
      default -> endpoint.apply(call);
    };
  }

  private static ManagementException throttled(Duration wait) {
    long seconds = wait.toSeconds() + (wait.toNanosPart() > 0 ? 1 : 0);
    return new ManagementException(
            429,
            "TooManyRequests",
            "The request is being throttled as the limit of calls has been reached. Please try"
                + " after '"
                + seconds
                + "' seconds.")
        .with("Retry-After", Long.toString(seconds));
  }

  private void authenticate(Call call, List<String> allowed, int wrongToken) {
    String given = call.header("Authorization");
    if (given == null || !given.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length())) {
      throw unauthorized(
          401,
          "AuthenticationFailed",
          "Authentication failed. The 'Authorization' header is missing.",
          "The authentication failed because of missing 'Authorization' header.");
    }
    AccessTokens.Checked checked =
        tokens.check(given.substring("Bearer ".length()).strip(), allowed);
    AccessTokens.Fault fault = checked.fault();
    if (fault == null) {
      return;
    }
    switch (fault) {
      case INVALID ->
          throw unauthorized(
              wrongToken,
              "InvalidAuthenticationToken",
              "The access token is invalid.",
              "The access token is invalid.");
      case EXPIRED ->
          throw unauthorized(
              401,
              "ExpiredAuthenticationToken",
              "The access token expiry UTC time '"
                  + checked.expiry()
                  + "' is earlier than current UTC time.",
              "The access token expiry UTC time '" + checked.expiry() + "' is over.");
      case AUDIENCE -> {
        String message =
            "The access token has been obtained for wrong audience or resource '"
                + checked.audience()
                + "'. It should exactly match with one of the allowed audiences "
                + String.join(",", allowed.stream().map(one -> "'" + one + "'").toList())
                + ".";
        throw unauthorized(wrongToken, "InvalidAuthenticationTokenAudience", message, message);
      }
    }
  }

  private ManagementException unauthorized(
      int status, String code, String message, String description) {
    return new ManagementException(status, code, message)
        .with(
            "WWW-Authenticate",
            "Bearer authorization_uri=\""
                + authority()
                + "/"
                + TENANT
                + "\", error=\"invalid_token\", error_description=\""
                + description
                + "\"");
  }

  @Override
  public void close() {
    resourceManager.close();
    logAnalytics.close();
    authority.close();
    state.close();
  }
}
