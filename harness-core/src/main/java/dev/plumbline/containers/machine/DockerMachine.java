package dev.plumbline.containers.machine;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.NetworkSettings;
import com.github.dockerjava.api.model.Ports;
import dev.plumbline.containers.plan.Plan;
import dev.plumbline.lab.LabException;
import dev.plumbline.network.IpAddresses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/**
 * A container that carries out a plan.
 *
 * <p>Docker removes it when it ends, and it ends when it loses this JVM: so nothing has to be
 * tidied up after a JVM that was killed.
 */
public final class DockerMachine implements Machine {

  /** The directory of a machine. */
  public static final String DIRECTORY = "/plumbline";

  /** The label of a lab's container; its value is the lab's name. */
  static final String LABEL = "dev.plumbline.lab";

  /** The label that holds the process id and the session of the JVM. */
  static final String SESSION_LABEL = "dev.plumbline.session";

  private static final ExposedPort SOCKS = ExposedPort.tcp(MachineProgram.SOCKS_PORT);
  private static final ExposedPort CONTROL = ExposedPort.tcp(MachineProgram.CONTROL_PORT);
  private static final String SAYS = "plumbline: ";
  private static final String LISTENS = SAYS + "SOCKS5 on port ";
  private static final Duration NEWS = Duration.ofSeconds(3);
  private static final Duration REMOVAL = Duration.ofSeconds(30);

  /** How long a way on this machine itself may take to show. */
  private static final int ATTEMPTS = 3;

  private static final int LINES_TOLD = 30;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Docker docker;
  private final String name;
  private final String secret;
  private final String id;
  private final LastLines lines;
  private final CompletableFuture<String> listening = new CompletableFuture<>();
  private final CompletableFuture<String> ready = new CompletableFuture<>();
  private final Fate fate = new Fate();
  private final StartUp startUp;
  private final Said output = new Said();
  private @Nullable Heartbeat heartbeat;
  private @Nullable InetSocketAddress socks;
  private @Nullable InetSocketAddress control;
  private volatile boolean closed;

  private DockerMachine(Docker docker, String name, String secret, String id, StartUp startUp) {
    this.docker = docker;
    this.name = name;
    this.secret = secret;
    this.id = id;
    this.startUp = startUp;
    this.lines = new LastLines(this::said);
  }

  /**
   * Starts a container, and returns when its plan has been carried out.
   *
   * @param lab the lab's name
   * @param image the image, which is there
   * @throws LabException when that fails; the container is gone then
   */
  public static DockerMachine start(
      Docker docker, String image, String lab, Plan plan, Settings settings, StartUp startUp) {
    return start(docker, image, lab, plan, settings, startUp, attempt -> Ports.Binding.empty());
  }

  /** Which port of Docker's machine a port is published on, by the number of the attempt. */
  interface Publishing {
    Ports.Binding on(int attempt);
  }

  static DockerMachine start(
      Docker docker,
      String image,
      String lab,
      Plan plan,
      Settings settings,
      StartUp startUp,
      Publishing publishing) {
    String secret = random(16);
    byte[] files = files(plan, secret);
    for (int attempt = 1; ; attempt++) {
      String name =
          "plumbline-"
              + lab.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
              + "-"
              + random(4);
      DockerMachine machine =
          new DockerMachine(
              docker,
              name,
              secret,
              create(docker, image, lab, name, publishing.on(attempt)),
              startUp);
      try {
        machine.run(files, settings);
        return machine;
      } catch (RuntimeException e) {
        // What it still has to say is awaited while it is taken away.
        machine.discard(e);
        // Docker chooses a port without looking who else has it.
        if (attempt < ATTEMPTS && isPortTaken(e)) {
          startUp.warn("a port that Docker chose is taken: " + Causes.inWords(e));
          continue;
        }
        throw machine.notStarted(lab, plan, e);
      }
    }
  }

  private LabException notStarted(String lab, Plan plan, RuntimeException e) {
    String what =
        "lab \"%s\" does not come up on %s: %s".formatted(lab, docker.words(), Causes.inWords(e));
    return new LabException(
        e instanceof NotReady
            ? "%s\nIts last lines:\n%s\n%s"
                .formatted(what, lines.asBlock(LINES_TOLD), KeptFiles.of(plan, name))
            : what,
        e);
  }

  private static boolean isPortTaken(Throwable trouble) {
    return Causes.inWords(trouble)
        .matches("(?s).*(port is already allocated|address already in use).*");
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    RANDOM.nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static byte[] files(Plan plan, String secret) {
    String below = DIRECTORY.substring(1) + "/";
    Map<String, byte[]> files = new LinkedHashMap<>();
    MachineProgram.files()
        .forEach((name, text) -> files.put(below + "program/" + name, bytes(text)));
    files.put(below + "plan.json", bytes(PlanJson.write(plan)));
    files.put(below + "secret", bytes(secret));
    return TarFile.of(files);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String create(
      Docker docker, String image, String lab, String name, Ports.Binding port) {
    Ports ports = new Ports();
    for (ExposedPort exposed : List.of(SOCKS, CONTROL)) {
      ports.bind(exposed, new Ports.Binding(docker.publishedOn(), port.getHostPortSpec()));
    }
    HostConfig host =
        HostConfig.newHostConfig()
            .withAutoRemove(true)
            .withPortBindings(ports)
            // Namespaces, cables and filters; and a /proc for the settings of a namespace, which
            // the
            // usual profile of AppArmor forbids to mount.
            .withCapAdd(Capability.NET_ADMIN, Capability.SYS_ADMIN)
            .withSecurityOpts(List.of("apparmor=unconfined"));
    try {
      return docker
          .client()
          .createContainerCmd(image)
          .withName(name)
          .withHostName("lab")
          .withLabels(
              Map.of(
                  LABEL,
                  lab,
                  SESSION_LABEL,
                  ProcessHandle.current().pid() + " " + DockerClientFactory.SESSION_ID))
          .withExposedPorts(SOCKS, CONTROL)
          .withHostConfig(host)
          .withEntrypoint("python3", "-B", DIRECTORY + "/program/" + MachineProgram.MAIN)
          .withCmd(DIRECTORY)
          .exec()
          .getId();
    } catch (RuntimeException e) {
      throw new LabException(
          "the container of lab \"%s\" cannot be made from %s on %s: %s"
              .formatted(lab, image, docker.words(), Causes.inWords(e)),
          e);
    }
  }

  private void run(byte[] files, Settings settings) {
    docker
        .client()
        .copyArchiveToContainerCmd(id)
        .withTarInputStream(new ByteArrayInputStream(files))
        .withRemotePath("/")
        .exec();
    started(docker.client().eventsCmd().withContainerFilter(id).exec(fate));
    started(
        docker
            .client()
            .attachContainerCmd(id)
            .withStdOut(true)
            .withStdErr(true)
            .withFollowStream(true)
            .exec(output));
    docker.client().startContainerCmd(id).exec();
    NetworkSettings network = docker.client().inspectContainerCmd(id).exec().getNetworkSettings();
    startUp.done("container " + name + " started");
    fate.end()
        .thenAccept(
            how -> {
              listening.completeExceptionally(new NotReady(how));
              ready.completeExceptionally(new NotReady(how));
            });
    long deadline = System.nanoTime() + settings.startTimeout().toNanos();
    await(listening, deadline, settings);
    live(network);
    await(ready, deadline, settings);
    startUp.done("plan carried out");
  }

  /**
   * Finds the way to the machine, and has it live as long as this JVM.
   *
   * <p>On Docker's own machine, and in its containers, its own address comes first: Docker's proxy
   * for published ports turns a reset into an orderly end, and a lab must tell these apart; and
   * what is published on the loopback interface is not on that of another container.
   */
  private void live(NetworkSettings network) {
    InetSocketAddress published = published(network.getPorts(), CONTROL);
    String own = ownAddress(network);
    if (isOnOurLink(own) && isInReach(own)) {
      return;
    }
    try {
      heartbeat = Heartbeat.open(published, secret, startUp::line);
      socks = published(network.getPorts(), SOCKS);
      control = published;
      startUp.warn(
          "connections go by Docker's proxy for published ports, which shows a reset of a server as an orderly end");
    } catch (IOException e) {
      NotReady trouble =
          new NotReady(
              "it runs, but is not in reach at %s: %s. Where the ports of Docker's machine are under another name, TESTCONTAINERS_HOST_OVERRIDE says it"
                  .formatted(published, Causes.inWords(e)));
      trouble.addSuppressed(e);
      throw trouble;
    }
  }

  /**
   * Returns whether an address is in a network that this machine is in itself, as Docker's usual
   * one is on Docker's own machine, and in its containers: no other machine is ever asked.
   */
  static boolean isOnOurLink(String address) {
    try {
      InetAddress asked = IpAddresses.parse(address);
      return NetworkInterface.networkInterfaces()
          .flatMap(one -> one.getInterfaceAddresses().stream())
          .filter(own -> own.getAddress() instanceof Inet4Address)
          .anyMatch(own -> isWithin(asked, own));
    } catch (SocketException e) {
      return false;
    }
  }

  private static boolean isWithin(InetAddress asked, InterfaceAddress own) {
    int hostBits = Integer.SIZE - own.getNetworkPrefixLength();
    // A shift by all 32 bits would be none.
    return asked instanceof Inet4Address
        && !own.getAddress().isLoopbackAddress()
        && hostBits < Integer.SIZE
        && bits(asked) >> hostBits == bits(own.getAddress()) >> hostBits;
  }

  private static int bits(InetAddress address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }

  private boolean isInReach(String own) {
    InetSocketAddress direct = new InetSocketAddress(own, CONTROL.getPort());
    for (int attempt = 1; ; attempt++) {
      try {
        heartbeat = Heartbeat.open(direct, secret, startUp::line);
        socks = new InetSocketAddress(own, SOCKS.getPort());
        control = direct;
        return true;
      } catch (NoRouteToHostException e) {
        // The kernel may still wait for one that had the address before; asked again, it finds us.
        if (attempt == ATTEMPTS) {
          return notInReach(own, e);
        }
      } catch (IOException e) {
        return notInReach(own, e);
      }
    }
  }

  private boolean notInReach(String own, IOException e) {
    startUp.warn("the machine is not in reach at its own address " + own + ": " + e);
    return false;
  }

  /** Returns its address in Docker's usual network. */
  private static String ownAddress(NetworkSettings network) {
    return network.getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst()
        .orElse("127.0.0.1");
  }

  /**
   * Waits until Docker has begun to tell.
   *
   * @throws RuntimeException what it said instead
   */
  static <C extends ResultCallback.Adapter<T>, T> C started(C callback) {
    try {
      if (!callback.awaitStarted(NEWS.toSeconds(), TimeUnit.SECONDS)) {
        callback.awaitCompletion(0, TimeUnit.SECONDS);
        throw new LabException("Docker does not answer within " + NEWS.toSeconds() + " s");
      }
      return callback;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while a lab was starting", e);
    }
  }

  private InetSocketAddress published(Ports ports, ExposedPort port) {
    Ports.Binding[] bindings = ports.getBindings().get(port);
    if (bindings == null || bindings.length == 0) {
      throw new LabException(
          "%s has not published port %d of container %s"
              .formatted(docker.words(), port.getPort(), name));
    }
    return new InetSocketAddress(docker.host(), Integer.parseInt(bindings[0].getHostPortSpec()));
  }

  private void await(CompletableFuture<String> what, long deadline, Settings settings) {
    try {
      what.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new NotReady("container " + name + " " + cause.getMessage());
    } catch (TimeoutException e) {
      throw new NotReady(
          "it is not ready after %s (%s)"
              .formatted(StartUp.seconds(settings.startTimeout()), Settings.START_TIMEOUT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReady("interrupted while it was starting");
    }
  }

  /** The container ran, but did not do what its plan says. */
  private static final class NotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReady(String what) {
      super(what);
    }
  }

  private void said(String line) {
    if (line.startsWith(LISTENS)) {
      listening.complete(line);
    }
    if (line.equals(MachineProgram.READY)) {
      ready.complete(line);
    } else if (line.startsWith(SAYS) && !ready.isDone()) {
      startUp.said(line.substring(SAYS.length()));
    } else {
      startUp.line(line);
    }
  }

  /** What it says. */
  private final class Said extends ResultCallback.Adapter<Frame> {
    @Override
    public void onNext(Frame frame) {
      lines.add(new String(frame.getPayload(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public InetSocketAddress socks() {
    return Objects.requireNonNull(socks, "it is started");
  }

  @Override
  public InetSocketAddress control() {
    return Objects.requireNonNull(control, "it is started");
  }

  @Override
  public String secret() {
    return secret;
  }

  @Override
  public List<String> lastLines() {
    return lines.lines();
  }

  @Override
  public Optional<String> ended() {
    return closed ? Optional.empty() : fate.ended().map(this::inWords);
  }

  @Override
  public Optional<String> endedSoon() {
    return closed ? Optional.empty() : fate.ended(NEWS).map(this::inWords);
  }

  private String inWords(String how) {
    return "container " + name + " " + how + ". Its last lines:\n" + lines.asBlock(LINES_TOLD);
  }

  /** Returns the container's name, as {@code docker ps} shows it. */
  String name() {
    return name;
  }

  /** Removes a container that did not come up; what that meets is told beside why. */
  private void discard(RuntimeException why) {
    try {
      close(NEWS);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    close(Duration.ZERO);
  }

  /** Removes the container; what it still has to say is awaited so long. */
  private void close(Duration lastWords) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try {
      remove();
      output.awaitCompletion(lastWords.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release(heartbeat);
      release(fate);
      release(output);
    }
  }

  private void remove() {
    try {
      docker.client().removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException gone) {
      return;
    } catch (ConflictException underWay) {
      // It has ended, and Docker is removing it.
      if (fate.awaitRemoved(REMOVAL)) {
        return;
      }
      throw notRemoved(underWay);
    } catch (RuntimeException e) {
      throw notRemoved(e);
    }
  }

  private LabException notRemoved(RuntimeException e) {
    return new LabException(
        "container %s cannot be removed from %s: %s. It ends by itself a few seconds after this; docker rm -f %s removes it now"
            .formatted(name, docker.words(), Causes.inWords(e), name),
        e);
  }

  private static void release(@Nullable AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new LabException("a connection to a lab's container cannot be closed: " + e, e);
    }
  }
}
