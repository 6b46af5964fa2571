package dev.plumbline.azure.live;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says how Azure is asked; {@link #open} opens it. */
public final class AzurePlatformBuilder {

  private static final String ID =
      "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";

  private final String subscription;
  private final List<String> resourceGroups = new ArrayList<>();
  private final List<X509Certificate> authorities = new ArrayList<>();
  private @Nullable String tenant;
  private AzureCloud cloud = AzureCloud.PUBLIC;
  private AzureCredential credential = AzureCredential.defaultChain();
  private Duration deadline = Duration.ofMinutes(3);
  private Duration pollInterval = Duration.ofSeconds(5);
  private @Nullable String networkWatcher;

  AzurePlatformBuilder(String subscription) {
    if (!subscription.matches(ID)) {
      throw new IllegalArgumentException(
          "\""
              + subscription
              + "\" is no id of a subscription, such as 00000000-0000-0000-0000-000000000000 (az"
              + " account show --query id)");
    }
    this.subscription = subscription;
  }

  /**
   * Adds a resource group. The first one is where resources are that are given by bare names; all
   * are discovered.
   */
  public AzurePlatformBuilder resourceGroup(String name) {
    resourceGroups.add(name);
    return this;
  }

  /** Sets the tenant that is logged in to; without, that of the credential. */
  public AzurePlatformBuilder tenant(String id) {
    tenant = id;
    return this;
  }

  /** Sets where Azure is; without, the public cloud. */
  public AzurePlatformBuilder cloud(AzureCloud value) {
    cloud = value;
    return this;
  }

  /** Sets who asks; without, {@link AzureCredential#defaultChain}. */
  public AzurePlatformBuilder credential(AzureCredential value) {
    credential = value;
    return this;
  }

  /**
   * Adds an authority that is trusted, and with the first one no longer those of this JDK: for a
   * simulated Azure, and behind a proxy that opens TLS.
   */
  public AzurePlatformBuilder trusting(X509Certificate authority) {
    authorities.add(authority);
    return this;
  }

  /**
   * Adds the authorities of a PEM file, as {@link #trusting(X509Certificate)} does.
   *
   * @throws IllegalArgumentException when it cannot be read, or holds none
   */
  public AzurePlatformBuilder trusting(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(one -> authorities.add((X509Certificate) one));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          pem + " cannot be read: name a PEM file with the certificates of authorities", e);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(pem + " is no PEM file with certificates", e);
    }
    if (authorities.isEmpty()) {
      throw new IllegalArgumentException(pem + " has no certificate");
    }
    return this;
  }

  /**
   * Sets how long one question may take, waits that Azure asks for included; without, three
   * minutes: backend health alone takes up to one.
   */
  public AzurePlatformBuilder deadline(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "a deadline is longer than " + shown(value) + ", such as 3m");
    }
    deadline = value;
    return this;
  }

  /**
   * Sets how often an operation is asked after where Azure does not say it; without, every five
   * seconds.
   */
  public AzurePlatformBuilder pollInterval(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "an interval is longer than " + shown(value) + ", such as 5s");
    }
    pollInterval = value;
    return this;
  }

  private static String shown(Duration value) {
    return value.toSeconds() + "s";
  }

  /** Sets the network watcher by its id; without, that of the region is looked for. */
  public AzurePlatformBuilder networkWatcher(String id) {
    networkWatcher = id;
    return this;
  }

  /**
   * Opens it. Nothing is asked yet, and nobody logged in.
   *
   * @throws IllegalStateException when the Azure SDK is not on the class path, which is an optional
   *     dependency; also when the default chain or a managed identity would log in to an Azure that
   *     is simulated on this machine
   */
  public AzurePlatform open() {
    if (cloud.isOnThisMachine()
        && (credential.way() == AzureCredential.Way.DEFAULT_CHAIN
            || credential.way() == AzureCredential.Way.MANAGED_IDENTITY)) {
      throw new IllegalStateException(
          credential
              + " is not for an Azure on this machine, since it would ask the real one for a token:"
              + " name the credential of the simulation, such as clientSecret(..)");
    }
    Sdk.require(AzurePlatformBuilder.class.getClassLoader());
    return AzurePlatform.open(
        new PlatformSettings(
            subscription,
            tenant,
            List.copyOf(resourceGroups),
            cloud,
            credential,
            authorities.isEmpty() ? null : PlatformTrust.in(authorities),
            deadline,
            pollInterval,
            networkWatcher));
  }
}
