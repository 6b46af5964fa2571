package dev.plumbline.network;

import dev.plumbline.descriptor.Problems;
import dev.plumbline.network.Network.Action;
import dev.plumbline.network.Network.Attachment;
import dev.plumbline.network.Network.Balance;
import dev.plumbline.network.Network.Host;
import dev.plumbline.network.Network.Listener;
import dev.plumbline.network.Network.Member;
import dev.plumbline.network.Network.SourceTranslation;
import dev.plumbline.network.Network.Translation;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must hold for what a host passes on: translations and balances. */
final class PassingOnChecks {

  private final Host host;
  private final Problems problems;
  private final Names names;
  private final String path;

  PassingOnChecks(Host host, Problems problems, Names names, String path) {
    this.host = host;
    this.problems = problems;
    this.names = names;
    this.path = path;
  }

  /** Adds everything that is wrong. */
  void check() {
    names.unique(path + ".translations", host.translations(), Translation::name, "translation");
    for (int i = 0; i < host.translations().size(); i++) {
      translation(host.translations().get(i), path + ".translations[" + i + "]");
    }
    names.unique(
        path + ".source-translations",
        host.sourceTranslations(),
        SourceTranslation::name,
        "translation of sources");
    for (int i = 0; i < host.sourceTranslations().size(); i++) {
      own(
          path + ".source-translations[" + i + "].address",
          host.sourceTranslations().get(i).address());
    }
    names.unique(path + ".balances", host.balances(), Balance::name, "balance");
    for (int i = 0; i < host.balances().size(); i++) {
      balance(host.balances().get(i), path + ".balances[" + i + "]");
    }
  }

  private void translation(Translation translation, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    own(here + ".address", translation.address());
    port(here + ".port", translation.port());
    port(here + ".to-port", translation.toPort());
    names.host(here + ".by", translation.by());
    if (translation.address() == null && host.addresses().contains(translation.to())) {
      problems.addUnlessBroken(
          here + ".to",
          translation.to().getHostAddress()
              + " is an address of host \""
              + host.name()
              + "\" itself; name the address that the translation is for, or another target");
    }
    family(
        here,
        ".to",
        "translation \"" + translation.name() + "\" leads to ",
        translation.address(),
        List.of(translation.to()));
    if (translation.from().isEmpty()) {
      shadowed(here, "translation", translation.name(), translation.address(), translation.port());
    }
  }

  private void balance(Balance balance, String here) {
    if (problems.brokenAt(here)) {
      return;
    }
    own(here + ".address", balance.address());
    port(here + ".port", balance.port());
    if (balance.members().isEmpty() && !problems.broken(here + ".members")) {
      problems.add(here + ".members", "balance \"" + balance.name() + "\" has no member");
    }
    for (int i = 0; i < balance.members().size(); i++) {
      Member member = balance.members().get(i);
      port(here + ".members[" + i + "].port", member.port());
      if (host.addresses().contains(member.address())) {
        problems.addUnlessBroken(
            here + ".members[" + i + "].address",
            member.address().getHostAddress()
                + " is an address of host \""
                + host.name()
                + "\" itself; a member is another host");
      }
    }
    family(
        here,
        ".members",
        "balance \"" + balance.name() + "\" has members only at ",
        balance.address(),
        balance.members().stream().map(Member::address).toList());
    if (balance.health() != null) {
      port(here + ".health.port", balance.health().port());
      if (balance.port() == null
          && balance.health().port() == null
          && balance.members().stream().anyMatch(member -> member.port() == null)) {
        problems.addUnlessBroken(
            here + ".health.port",
            "missing: the balance is for every port, so that the check does not know which to try");
      }
    }
    if (balance.whenNone() == Action.ALLOW) {
      problems.addUnlessBroken(
          here + ".when-none", "\"allow\" means nothing without a member; allowed: drop, reject");
    }
    shadowed(here, "balance", balance.name(), balance.address(), balance.port());
  }

  /** Notes a way that no flow can take: what was sent to one family cannot go on to the other. */
  private void family(
      String here,
      String field,
      String what,
      @Nullable InetAddress address,
      List<InetAddress> targets) {
    List<InetAddress> dialled =
        address != null
            ? List.of(address)
            : Stream.of(
                    host.addresses().stream(),
                    host.publicAddresses().stream(),
                    host.attachments().stream().map(Attachment::address))
                .flatMap(all -> all)
                .toList();
    boolean known = !problems.broken(path + ".addresses") && !dialled.isEmpty();
    if (known
        && !targets.isEmpty()
        && targets.stream()
            .noneMatch(to -> dialled.stream().anyMatch(from -> from.getClass() == to.getClass()))) {
      problems.addUnlessBroken(
          here + field,
          what
              + Names.joined(targets.stream().map(InetAddress::getHostAddress).toList())
              + ", and nothing sent to "
              + Names.joined(dialled.stream().map(InetAddress::getHostAddress).toList())
              + " can go on there: "
              + (targets.get(0) instanceof Inet4Address
                  ? "IPv6 does not become IPv4"
                  : "IPv4 does not become IPv6"));
    }
  }

  /** Notes a listener that no flow comes to, since all are passed on. */
  private void shadowed(
      String here,
      String what,
      String name,
      @Nullable InetAddress address,
      @Nullable Integer port) {
    if (port == null || problems.broken(here + ".port")) {
      return;
    }
    for (Listener listener : host.listeners()) {
      if (listener.port() == port
          && (address == null
              || listener.addresses().size() == 1 && listener.addresses().contains(address))) {
        problems.addUnlessBroken(
            here + ".port",
            "host \""
                + host.name()
                + "\" listens on port "
                + port
                + " as well, where nothing would arrive: "
                + what
                + " \""
                + name
                + "\" passes everything on");
        return;
      }
    }
  }

  private void own(String here, @Nullable InetAddress address) {
    if (address != null
        && !host.addresses().contains(address)
        && !host.publicAddresses().contains(address)
        && host.attachments().stream().noneMatch(one -> one.address().equals(address))
        && !problems.broken(path + ".addresses")
        && !problems.broken(path + ".public-addresses")) {
      problems.addUnlessBroken(
          here,
          address.getHostAddress()
              + " is not an address of host \""
              + host.name()
              + "\"; allowed: "
              + Names.joined(
                  Stream.concat(host.addresses().stream(), host.publicAddresses().stream())
                      .map(InetAddress::getHostAddress)
                      .toList()));
    }
  }

  private void port(String here, @Nullable Integer port) {
    if (port != null) {
      names.port(here, port);
    }
  }
}
