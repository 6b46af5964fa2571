package dev.plumbline.containers.firewall;

import dev.plumbline.network.WebFirewall;
import dev.plumbline.network.WebFirewall.BodyLimits;
import dev.plumbline.network.WebFirewall.Mode;
import dev.plumbline.network.WebFirewall.OnBodyError;
import org.jspecify.annotations.Nullable;

/**
 * The rules about the size and form of bodies.
 *
 * <p>ModSecurity is given as much of a body as is to be looked at. How large the whole is, the
 * Content-Length says; of a body in chunks that is longer than what is looked at, the log says that
 * its size is not known where that matters. What comes in a multipart body with a file behind what
 * is looked at is taken to be of files.
 */
final class FirewallBodyRules {

  private static final int KIB = 1024;
  private static final String CUT = "INBOUND_DATA_ERROR";

  private final FirewallRules rules;
  private final WebFirewall firewall;

  FirewallBodyRules(FirewallRules rules, WebFirewall firewall) {
    this.rules = rules;
    this.firewall = firewall;
  }

  void add() {
    BodyLimits limits = firewall.bodyLimits();
    if (limits != null) {
      size(limits);
    }
    form(limits);
  }

  private void size(BodyLimits limits) {
    long most = (long) (limits.bodyKib() + limits.bufferKib()) * KIB;
    long upMost = (long) (limits.uploadKib() + limits.bufferKib()) * KIB;
    long inspected = (long) limits.inspectedKib() * KIB;
    rules.action(
        "phase:2,pass,nolog,t:none,setvar:tx.pl_upload=0,setvar:tx.pl_large=0,"
            + "setvar:tx.pl_whole=%{REQUEST_BODY_LENGTH},setvar:tx.pl_rest=%{REQUEST_BODY_LENGTH}");
    rules.rule(
        "REQUEST_HEADERS:Content-Type",
        "@rx (?i)^multipart/form-data",
        "phase:2,pass,nolog,t:none,chain");
    rules.chained("REQUEST_BODY", "@rx (?i)filename", "t:none,setvar:tx.pl_upload=1");
    rules.rule(
        CUT,
        "@eq 1",
        "phase:2,pass,nolog,t:none,setvar:tx.pl_whole=%{REQUEST_HEADERS.Content-Length},setvar:tx.pl_rest=%{REQUEST_HEADERS.Content-Length}");
    rules.rule(
        "TX:pl_upload",
        "@eq 1",
        "phase:2,pass,nolog,t:none,setvar:tx.pl_rest=-%{FILES_COMBINED_SIZE}");
    String set = "t:none,setvar:tx.pl_large=1";
    if (limits.uploadsEnforced()) {
      rules.rule("TX:pl_upload", "@eq 1", "phase:2,pass,nolog,t:none,chain");
      rules.chained("TX:pl_whole", "@gt " + upMost, set);
    }
    if (limits.enforced()) {
      rules.rule("TX:pl_upload", "@eq 0", "phase:2,pass,nolog,t:none,chain");
      rules.chained("TX:pl_whole", "@gt " + most, set);
      rules.rule("TX:pl_upload", "@eq 1", "phase:2,pass,nolog,t:none,chain");
      rules.chained(CUT, "!@eq 1", "t:none,chain");
      rules.chained("TX:pl_rest", "@gt " + most, set);
      rules.rule("&REQUEST_HEADERS:Content-Length", "@eq 0", "phase:2,pass,nolog,t:none,chain");
      if (inspected >= most) {
        rules.chained("TX:pl_upload", "@eq 0", "t:none,chain");
        rules.chained(CUT, "@eq 1", set);
      } else {
        rules.chained(CUT, "@eq 1", "t:none,setvar:tx.pl_unknown=1");
      }
    }
    rules.unsure("TX:pl_unknown", "@eq 1", "how large the body is");
    rules.rule(
        "TX:pl_large",
        "@eq 1",
        "phase:2,pass,log,t:none,setvar:'tx.pl_order=%%{tx.pl_order}L',msg:'%s0 Request body too large'"
            .formatted(FirewallRules.BODY));
    denyOn("L", limits.status());
  }

  /** What is wrong with a body counts only where the whole of it is looked at. */
  private void form(@Nullable BodyLimits limits) {
    error("REQBODY_ERROR", "!@eq 0", 200002, true);
    error("MULTIPART_STRICT_ERROR", "!@eq 0", 200003, true);
    error("&ARGS", "@ge 1000", 200007, false);
    if (firewall.onBodyError() == OnBodyError.BLOCK) {
      Integer own = firewall.bodyErrorStatus();
      denyOn("E", own == null ? FirewallRules.DENIED : own);
    }
    if (limits != null) {
      rules.unsure(
          CUT, "@eq 1", "what the body has behind its first " + limits.inspectedKib() + " KiB");
    }
  }

  private void error(String variable, String operator, int number, boolean whole) {
    boolean blocks = firewall.onBodyError() == OnBodyError.BLOCK;
    String message =
        blocks
            ? FirewallRules.BODY + number + " Request body cannot be read"
            : FirewallRules.UNSURE + "what may come after an error in the body that is ignored";
    String set = blocks ? ",setvar:'tx.pl_order=%{tx.pl_order}E'" : "";
    String flag = "pl_error" + number;
    rules.rule(
        variable,
        operator,
        "phase:2,pass,nolog,t:none," + (whole ? "chain" : "setvar:tx." + flag + "=1"));
    if (whole) {
      rules.chained(CUT, "!@eq 1", "t:none,setvar:tx." + flag + "=1");
    }
    rules.rule("TX:" + flag, "@eq 1", "phase:2,pass,log,t:none,msg:'" + message + "'" + set);
  }

  private void denyOn(String letter, int status) {
    if (firewall.mode() == Mode.BLOCKS) {
      rules.rule("TX:pl_order", "@rx ^o" + letter, FirewallRules.denial(status));
    }
  }
}
