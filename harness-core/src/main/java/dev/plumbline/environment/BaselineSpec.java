package dev.plumbline.environment;

import dev.plumbline.descriptor.Doc;
import dev.plumbline.descriptor.NotSecret;
import dev.plumbline.network.Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the baselines of an environment hold beside the usual, and what they leave out. Each rule
 * that leaves something out says why, and stands in the baseline itself.
 *
 * @param headers names of header lines recorded beside the usual ones
 * @param ignoreHeaders header lines that are not recorded although they are usual ones
 * @param rotatingAddresses names whose addresses change within prefixes
 * @param closed targets, as {@code host:port}, that every vantage tries to connect to beside the
 *     endpoints
 * @param leaveOut what is neither asked nor recorded
 */
public record BaselineSpec(
    @NotSecret @Doc("Names of header lines recorded beside the usual ones") List<String> headers,
    @Doc("Header lines that are not recorded although they are usual ones")
        List<IgnoredHeader> ignoreHeaders,
    @Doc("Names whose addresses change within prefixes") List<RotatingAddresses> rotatingAddresses,
    @NotSecret
        @Doc("Targets, as host:port, that every vantage tries to connect to beside the endpoints")
        List<String> closed,
    @Doc("What is neither asked nor recorded") List<LeftOut> leaveOut) {

  /** The usual, with nothing left out. */
  public static final BaselineSpec NONE =
      new BaselineSpec(List.of(), List.of(), List.of(), List.of(), List.of());

  /** Copies the lists. */
  public BaselineSpec {
    headers = List.copyOf(headers);
    ignoreHeaders = List.copyOf(ignoreHeaders);
    rotatingAddresses = List.copyOf(rotatingAddresses);
    closed = List.copyOf(closed);
    leaveOut = List.copyOf(leaveOut);
  }

  /**
   * A header line that is not recorded.
   *
   * @param header its name
   * @param because why it says nothing of the network
   */
  public record IgnoredHeader(
      @NotSecret @Doc("Its name") String header,
      @NotSecret @Doc("Why it says nothing of the network") String because) {}

  /**
   * Names whose addresses change within prefixes: of such an address its prefix is recorded.
   *
   * @param names a name, or {@code *.} with the names below which it is for; an answer is meant
   *     when the name asked or one of its aliases is
   * @param within the prefixes; an address outside them is recorded as it is
   * @param because why they change
   */
  public record RotatingAddresses(
      @NotSecret @Doc("A name, or *. with the names below which it is for") String names,
      @Doc("The prefixes; an address outside is recorded as it is") List<Cidr> within,
      @NotSecret @Doc("Why they change") String because) {
    /** Copies the list. */
    public RotatingAddresses {
      within = List.copyOf(within);
    }
  }

  /**
   * What is neither asked nor recorded: facts that meet all that is given.
   *
   * @param vantage the vantage; null for all
   * @param endpoint the endpoint, or another thing that facts are of; null for all
   * @param facts the first words of facts, for example {@code AAAA} or {@code http}; empty for all
   * @param because why
   */
  public record LeftOut(
      @NotSecret @Doc("The vantage; by default all") @Nullable String vantage,
      @NotSecret @Doc("The endpoint, or another thing that facts are of; by default all")
          @Nullable String endpoint,
      @NotSecret @Doc("The first words of facts, for example AAAA or http; by default all")
          List<String> facts,
      @NotSecret @Doc("Why") String because) {
    /** Copies the list. */
    public LeftOut {
      facts = List.copyOf(facts);
    }
  }
}
