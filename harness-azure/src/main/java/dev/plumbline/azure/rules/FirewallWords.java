package dev.plumbline.azure.rules;

import java.util.List;

/**
 * The platform's words in web application firewalls of application gateways ("Custom rules for
 * Azure Web Application Firewall v2 on Azure Application Gateway"; "Web application firewall
 * exclusion lists"; "Application Gateway WAF exceptions list"). Their case does not count.
 */
public final class FirewallWords {

  /** How custom rules compare. */
  public static final List<String> OPERATORS =
      List.of(
          "IPMatch",
          "Equal",
          "Contains",
          "LessThan",
          "GreaterThan",
          "LessThanOrEqual",
          "GreaterThanOrEqual",
          "BeginsWith",
          "EndsWith",
          "Regex",
          "GeoMatch",
          "Any");

  /** What custom rules look at. */
  public static final List<String> VARIABLES =
      List.of(
          "RemoteAddr",
          "RequestMethod",
          "QueryString",
          "PostArgs",
          "RequestUri",
          "RequestHeaders",
          "RequestBody",
          "RequestCookies");

  /** What custom rules do to a text before. */
  public static final List<String> TRANSFORMS =
      List.of(
          "Uppercase",
          "Lowercase",
          "Trim",
          "UrlDecode",
          "UrlEncode",
          "RemoveNulls",
          "HtmlEntityDecode");

  /** Whom rate limits count for. */
  public static final List<String> GROUPS =
      List.of("ClientAddr", "GeoLocation", "None", "ClientAddrXFFHeader", "GeoLocationXFFHeader");

  /** What exclusions spare. */
  public static final List<String> EXCLUDED =
      List.of(
          "RequestHeaderNames",
          "RequestCookieNames",
          "RequestArgNames",
          "RequestHeaderKeys",
          "RequestHeaderValues",
          "RequestCookieKeys",
          "RequestCookieValues",
          "RequestArgKeys",
          "RequestArgValues");

  /** How exclusions compare. */
  public static final List<String> SELECTIONS =
      List.of("Equals", "Contains", "StartsWith", "EndsWith", "EqualsAny");

  /** What exceptions look at. */
  public static final List<String> EXCEPTED = List.of("RequestURI", "RemoteAddr", "RequestHeader");

  /** How exceptions compare. */
  public static final List<String> EXCEPTED_BY =
      List.of("Equals", "Contains", "StartsWith", "EndsWith", "IPMatch");

  private FirewallWords() {}
}
