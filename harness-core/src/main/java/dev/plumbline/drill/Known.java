package dev.plumbline.drill;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is said of a misconfiguration, whichever kind of description it is made in: what it is
 * about, what went wrong, and which assertion would notice it.
 *
 * @param tag what it is about
 * @param statement what went wrong
 * @param caughtBy the assertion
 */
record Known(String tag, String statement, String caughtBy) {

  private static final Map<String, Known> ALL = new LinkedHashMap<>();

  private static void known(String tag, String name, String statement, String caughtBy) {
    ALL.put(name, new Known(tag, statement, caughtBy));
  }

  static {
    dns();
    tls();
    gateway();
    firewall();
    rules();
    routing();
    access();
  }

  /** Returns what is known of a misconfiguration, by its name. */
  static Known of(String name) {
    Known known = ALL.get(name);
    if (known == null) {
      throw new IllegalArgumentException(
          "nothing is known of the misconfiguration \"" + name + "\"");
    }
    return known;
  }

  /** Returns all of them, by name, in the order of the documentation. */
  static Map<String, Known> all() {
    return Collections.unmodifiableMap(ALL);
  }

  private static void dns() {
    known(
        "dns",
        "public-address-in-private-record",
        "A private record holds a public address.",
        "assertThat(inside.resolve(\"…\")).resolvesOnlyTo(\"10.…\").isPrivate()");
    known(
        "dns",
        "private-record-missing",
        "A private record was forgotten.",
        "assertThat(inside.resolve(\"…\")).resolvesOnlyTo(\"10.…\")");
    known(
        "dns",
        "private-record-stale",
        "A private record still holds the address of before.",
        "assertThat(inside.resolve(\"…\")).resolvesOnlyTo(\"10.…\")");
    known(
        "dns",
        "private-record-published",
        "A private record was written to public DNS.",
        "assertThat(outside.resolve(\"…\")).isNxDomain()");
    known(
        "dns",
        "zone-link-missing",
        "A network does not see the private zone: its link is missing.",
        "assertThat(inside.resolve(\"…\")).resolvesOnlyTo(\"10.…\")");
    known(
        "dns",
        "zone-seen-too-widely",
        "A network sees a private zone that is not meant for it.",
        "assertThat(partner.resolve(\"…\")).isNxDomain()");
    known(
        "dns",
        "public-record-missing",
        "A public record was forgotten.",
        "assertThat(outside.resolve(\"…\")).resolvesOnlyTo(\"203.0.113.…\")");
    known(
        "dns",
        "public-record-stale",
        "A public record still leads to where the service was before.",
        "assertThat(outside.resolve(\"…\")).resolvesOnlyTo(\"203.0.113.…\")");
    known(
        "dns",
        "record-ttl-of-a-week",
        "A record may be kept for a week: a change of it will not be seen in time.",
        "assertThat(inside.resolve(\"…\")).hasTtlBetween(Duration.ZERO, Duration.ofHours(1))");
    known(
        "dns",
        "forwarder-missing",
        "A DNS server does not pass on questions for private names.",
        "assertThat(onPremises.resolve(\"…\")).resolvesOnlyTo(\"10.…\")");
  }

  private static void tls() {
    known(
        "tls",
        "certificate-expired",
        "A certificate was not renewed in time.",
        "assertThat(vantage.handshake(\"…\")).isTrusted().expiresAfter(Duration.ofDays(14))");
    known(
        "tls",
        "certificate-untrusted",
        "A certificate comes from an authority that nobody trusts.",
        "assertThat(vantage.handshake(\"…\")).isTrusted()");
    known(
        "tls",
        "certificate-without-the-name",
        "A certificate does not carry the name it is served for.",
        "assertThat(vantage.handshake(\"…\")).presentsCertificateFor(\"…\")");
    known(
        "tls",
        "clients-with-tls-1.2-shut-out",
        "Only TLS 1.3 is spoken: clients that know nothing newer than 1.2 are shut out.",
        "assertThat(vantage.handshake(TlsProbe.to(\"…\", 443).withVersions(\"TLSv1.2\"))).negotiated(\"TLSv1.2\")");
    known(
        "tls",
        "listener-without-sni",
        "A listener does not look at server names: it presents its first certificate to everybody.",
        "assertThat(vantage.handshake(\"…\")).presentsCertificateFor(\"…\")");
    known(
        "tls",
        "client-certificate-not-demanded",
        "Clients without a certificate are let in.",
        "assertThat(vantage.handshake(\"…\")).demandsClientCertificate()");
  }

  private static void gateway() {
    known(
        "gateway",
        "probe-without-host",
        "A health probe asks without the host name that the backend answers to.",
        "assertThat(gateway.probe(\"…\")).isHealthy()");
    known(
        "gateway",
        "probe-wrong-path",
        "A health probe asks for a path that the backend does not have.",
        "assertThat(gateway.probe(\"…\")).isHealthy()");
    known(
        "gateway",
        "probe-wrong-port",
        "A health probe asks at a port where nothing listens.",
        "assertThat(gateway.probe(\"…\")).isHealthy()");
    known(
        "gateway",
        "probe-missing",
        "The backend settings lost their health probe.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "gateway",
        "backend-host-name-wrong",
        "Backends are asked for a host name that they do not answer to.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "gateway",
        "backend-port-wrong",
        "Backends are asked at a port where nothing listens.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "gateway",
        "backend-root-untrusted",
        "The gateway does not trust the authority of its backends' certificates.",
        "assertThat(gateway.probe(\"…\")).isHealthy()");
    known(
        "gateway",
        "pool-member-wrong",
        "A pool holds an address that nobody has.",
        "assertThat(gateway.probe(\"…\")).isHealthy()");
    known(
        "gateway",
        "pool-emptied",
        "A pool lost its members.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "gateway",
        "sink-pool-filled",
        "The pool that keeps paths from being exposed has members.",
        "assertThat(outside.get(\"https://…/internal/…\")).hasStatus(502)");
    known(
        "gateway",
        "listener-missing",
        "A listener was removed.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "gateway",
        "host-check-off",
        "A host name that is not its own is answered.",
        "assertThat(outside.at(\"…\")).answersOnlyOn(\"…\")");
    known(
        "gateway",
        "path-rule-missing",
        "A path rule was removed.",
        "assertThat(outside.get(\"https://…/external/…\")).hasStatus(200)");
    known(
        "gateway",
        "path-rule-to-the-wrong-pool",
        "A path rule leads to another pool.",
        "assertThat(outside.get(\"https://…/external/…\")).hasStatus(200)");
    known(
        "gateway",
        "path-rule-order-swapped",
        "A wide path rule comes before a narrow one, which it hides.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(…)");
    known(
        "gateway",
        "path-rule-too-wide",
        "A path rule takes every path.",
        "assertThat(outside.get(\"https://…/internal/…\")).hasStatus(502)");
    known(
        "gateway",
        "redirect-missing",
        "Plain HTTP is answered, and not sent to HTTPS.",
        "assertThat(outside.get(\"http://…/\")).hasStatus(301).hasHeader(\"Location\", \"https://…/\")");
  }

  private static void firewall() {
    known(
        "firewall",
        "firewall-in-detection",
        "The web application firewall only tells of attacks, and lets them pass.",
        "assertThat(outside.send(attack.to(\"https://…\"))).isBlockedBecauseOf(942100)");
    known(
        "firewall",
        "firewall-off",
        "The web application firewall looks at nothing.",
        "assertThat(outside.send(attack.to(\"https://…\"))).isBlockedBecauseOf(942100)");
    known(
        "firewall",
        "firewall-rule-disabled",
        "A rule of the web application firewall was switched off.",
        "assertThat(outside.send(attack.to(\"https://…\"))).isBlockedBecauseOf(942100)");
    known(
        "firewall",
        "firewall-rule-group-disabled",
        "A whole group of rules of the web application firewall was switched off.",
        "assertThat(outside.send(attack.to(\"https://…\"))).isBlockedBecauseOf(942100)");
    known(
        "firewall",
        "firewall-exclusion-too-wide",
        "An exclusion spares every argument of requests.",
        "assertThat(lab.firewall(\"https://…\")).hasNoBroaderExclusionThan()");
    known(
        "firewall",
        "firewall-body-inspection-off",
        "The web application firewall does not look at bodies.",
        "assertThat(outside.send(attackInTheBody.to(\"https://…\"))).isBlockedBecauseOf(942100)");
    known(
        "firewall",
        "firewall-custom-rule-missing",
        "A rule of the project's own was removed from the web application firewall.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(403)");
  }

  private static void rules() {
    known(
        "rules",
        "rules-allow-everything",
        "A rule before all others lets everything in.",
        "assertThat(outside.connect(\"…\", 3443)).isDropped()");
    known(
        "rules",
        "rules-missing",
        "A filter is not in place.",
        "assertThat(outside.connect(\"…\", 3443)).isDropped()");
    known(
        "rules",
        "allow-rule-missing",
        "A rule that lets something in or out was forgotten, such as that for 443, 3443 or 6390.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
    known(
        "rules",
        "deny-rule-missing",
        "A rule that keeps something out was forgotten.",
        "assertThat(vantage.connect(\"…\", 22)).isDropped()");
    known(
        "rules",
        "rule-port-wrong",
        "A rule is for another port than the service.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
    known(
        "rules",
        "rule-source-too-wide",
        "A rule lets in whoever asks, not those whom it is for: a service tag, or a prefix, is too wide.",
        "assertThat(outside.connect(\"…\", 443)).isDropped()");
    known(
        "rules",
        "rule-order-swapped",
        "Two rules have each other's priority.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
    known(
        "rules",
        "outbound-denied",
        "A rule before all others lets nothing out.",
        "assertThat(inside.connect(\"…\", 443)).isOpen()");
  }

  private static void routing() {
    known(
        "routing",
        "link-missing",
        "A network is not connected: its link, peering or connection is missing.",
        "assertThat(onPremises.connect(\"…\", 443)).isOpen()");
    known(
        "routing",
        "route-missing",
        "A route was forgotten.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
    known(
        "routing",
        "forced-tunnel-without-its-exception",
        "Everything goes through the tunnel, also what must not: the exception is missing.",
        "assertThat(lab.fate(new Flow(…))).says(\"delivered\")");
    known(
        "routing",
        "route-to-a-dead-appliance",
        "Everything is routed to an appliance that is not there.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
    known(
        "routing",
        "route-table-missing",
        "A subnet has no route table.",
        "assertThat(vantage.connect(\"…\", 443)).isOpen()");
  }

  private static void access() {
    known(
        "access",
        "management-open-to-the-internet",
        "The management endpoint can be reached from the internet.",
        "assertThat(outside.connect(\"…\", 3443)).isDropped()");
    known(
        "access",
        "public-access-left-on",
        "A service with a private endpoint still answers public callers.",
        "assertThat(outside.get(\"https://…/\")).hasStatus(403)");
    known(
        "access",
        "private-endpoint-not-approved",
        "The connection of a private endpoint is still pending.",
        "assertThat(inside.get(\"https://…/\")).hasStatus(200)");
    known(
        "access",
        "private-endpoint-in-the-wrong-subnet",
        "A private endpoint lies in another subnet, and has another address.",
        "assertThat(inside.resolve(\"…\")).isWithin(\"10.…/24\")");
    known(
        "access",
        "service-endpoint-missing",
        "A subnet has no service endpoint: the service sees a public address.",
        "assertThat(lab.fate(new Flow(…))).says(\"delivered\")");
    known(
        "access",
        "external-in-place-of-internal",
        "A service is in external mode: the internet reaches it.",
        "assertThat(outside.connect(\"…\", 443)).isDropped()");
    known(
        "access",
        "gateway-stopped",
        "The application gateway was stopped, and not started again.",
        "assertThat(outside.get(\"https://…/\")).hasStatus(200)");
    known(
        "access",
        "custom-host-name-missing",
        "A service does not answer to its custom host name.",
        "assertThat(outside.get(\"https://…/…\")).hasStatus(200)");
    known(
        "access",
        "api-missing",
        "An API was not deployed.",
        "assertThat(inside.get(\"https://…/…\")).hasStatus(200)");
  }
}
