package dev.plumbline.azure.assertion;

import dev.plumbline.azure.model.PublicIPAddress.AllocationMethod;
import dev.plumbline.azure.model.PublicIPAddress.Sku;
import dev.plumbline.azure.rules.PublicIPFacts;
import java.util.List;
import java.util.Locale;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.description.TextDescription;
import org.jspecify.annotations.Nullable;

/**
 * Assertions of what a topology says of a public IP address. They read the description and send no
 * traffic, so they need no lab; that the address answers is another question.
 */
public class PublicIPAssert extends AbstractAssert<PublicIPAssert, PublicIPFacts> {

  /** Makes the assertion; tests use {@link AzureAssertions}. */
  public PublicIPAssert(@Nullable PublicIPFacts actual) {
    super(actual, PublicIPAssert.class);
    if (actual != null) {
      info.description(
          new TextDescription(
              "%s", "public IP address " + actual.address().name() + " of " + actual.topology()));
    }
  }

  /**
   * Checks that the address stays: static allocation.
   *
   * <pre><code class='java'>
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).isStatic(); // passes
   * assertThat(PublicIPFacts.of(topology, "test-ip")).isStatic(); // fails: dynamic
   * </code></pre>
   */
  public PublicIPAssert isStatic() {
    isNotNull();
    if (actual.address().publicIPAllocationMethod() != AllocationMethod.STATIC) {
      throw failure(
          "a static address",
          "dynamic: it can change when what uses it stops and starts",
          "set publicIPAllocationMethod to Static");
    }
    return this;
  }

  /**
   * Checks the SKU.
   *
   * <pre><code class='java'>
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).hasSku(Sku.STANDARD); // passes
   * assertThat(PublicIPFacts.of(topology, "old-ip")).hasSku(Sku.STANDARD);  // fails: basic
   * </code></pre>
   */
  public PublicIPAssert hasSku(Sku expected) {
    isNotNull();
    if (actual.address().sku() != expected) {
      throw failure(
          "SKU " + words(expected),
          words(actual.address().sku()),
          "make it anew with SKU " + words(expected) + ": a SKU does not change in place");
    }
    return this;
  }

  /**
   * Checks that it is protected against distributed denial of service beyond what the platform does
   * for every address: by itself (IP protection), or by the DDoS protection plan of the virtual
   * network of what uses it.
   *
   * <pre><code class='java'>
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).isProtectedAgainstDdos(); // passes: plan of hub
   * assertThat(PublicIPFacts.of(topology, "test-ip")).isProtectedAgainstDdos(); // fails: no plan
   * </code></pre>
   */
  public PublicIPAssert isProtectedAgainstDdos() {
    isNotNull();
    if (!actual.isProtectedAgainstDdos()) {
      throw failure(
          "protected against DDoS",
          actual.protection(),
          "give the virtual network of what uses it a DDoS protection plan, or the address IP"
              + " protection (ddosSettings.protectionMode Enabled)");
    }
    return this;
  }

  /**
   * Checks that it is in exactly these availability zones, in any order.
   *
   * <pre><code class='java'>
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).isInZones("1", "2", "3"); // passes
   * assertThat(PublicIPFacts.of(topology, "test-ip")).isInZones("1", "2", "3"); // fails: none told
   * </code></pre>
   *
   * @throws IllegalArgumentException when no zone is given
   */
  public PublicIPAssert isInZones(String... zones) {
    if (zones.length == 0) {
      throw new IllegalArgumentException(
          "isInZones(..) was given no zone, which every address fits");
    }
    isNotNull();
    List<String> expected = List.of(zones).stream().sorted().distinct().toList();
    List<String> seen = actual.address().zones().stream().sorted().distinct().toList();
    if (!seen.equals(expected)) {
      throw failure(
          "in zones " + String.join(", ", expected),
          seen.isEmpty() ? "no zones told" : "in zones " + String.join(", ", seen),
          "make it anew with zones " + expected + ": zones do not change in place");
    }
    return this;
  }

  /**
   * Checks which resource uses it.
   *
   * <pre><code class='java'>
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).isUsedBy("contoso-apim");    // passes
   * assertThat(PublicIPFacts.of(topology, "apim-ip")).isUsedBy("contoso-gateway"); // fails
   * </code></pre>
   *
   * @throws IllegalArgumentException when the name is blank
   */
  public PublicIPAssert isUsedBy(String resource) {
    if (resource.isBlank()) {
      throw new IllegalArgumentException("isUsedBy(..) was given a blank name");
    }
    isNotNull();
    if (!resource.equals(actual.usedBy())) {
      throw failure(
          "used by " + resource,
          actual.usedBy() == null ? "used by nothing" : "used by " + actual.usedBy(),
          "name " + actual.address().name() + " as the public IP address of " + resource);
    }
    return this;
  }

  private AssertionError failure(String expected, String was, String remedy) {
    String own = info.overridingErrorMessage();
    String top = "[" + info.descriptionText() + "]";
    return new AssertionError(
        own != null
            ? top + " " + own
            : top
                + "\nExpected:  "
                + expected
                + "\nbut was:   "
                + was
                + "\naddress:   "
                + actual.address().ipAddress().getHostAddress()
                + (actual.usedBy() == null ? "" : ", used by " + actual.usedBy())
                + "\nremedy:    "
                + remedy);
  }

  private static String words(Sku sku) {
    return sku.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
