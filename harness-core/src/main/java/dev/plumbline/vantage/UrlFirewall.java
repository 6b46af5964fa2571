package dev.plumbline.vantage;

import dev.plumbline.observation.WafObservation;
import dev.plumbline.waf.FirewallSite;
import dev.plumbline.waf.WafCase;
import java.util.List;

/** A URL to which a vantage sends cases. */
record UrlFirewall(Vantage from, String url) implements FirewallSite {

  @Override
  public String vantage() {
    return from.name();
  }

  @Override
  public FirewallSite root() {
    return new UrlFirewall(from, url.replaceFirst("(://[^/?#]*).*", "$1"));
  }

  @Override
  public List<WafObservation> send(List<WafCase> cases) {
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          "no case to send to " + url + ", so nothing would be checked; give at least one");
    }
    return from.observeAll(cases.stream().map(one -> one.to(url)).toList());
  }
}
