package dev.plumbline.containers.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lines of {@code log/access-<namespace>.jsonl}: one JSON object for each request, written when
 * it has been answered. What is absent is empty.
 */
final class AccessLogFormat {

  /** The request headers that a line tells, in the order that they stand in. */
  static final List<String> HEADERS =
      List.of(
          "Host",
          "User-Agent",
          "Accept",
          "Accept-Encoding",
          "Accept-Language",
          "Authorization",
          "Cache-Control",
          "Connection",
          "Content-Type",
          "Content-Length",
          "Cookie",
          "Forwarded",
          "Origin",
          "Referer",
          "Traceparent",
          "Transfer-Encoding",
          "Upgrade",
          "Via",
          "X-Forwarded-For",
          "X-Forwarded-Host",
          "X-Forwarded-Port",
          "X-Forwarded-Proto",
          "X-Original-Host",
          "X-Original-URL",
          "X-Request-Id");

  /** The variables that are set where a request comes through. */
  static final List<String> TOLD_BY_PLACES =
      List.of(
          "$service",
          "$turns",
          "$origin",
          "$failure",
          "$pool",
          "$asked",
          "$sent_host",
          "$sent_target");

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("id", "$request_id"),
          Map.entry("time", "$msec"),
          Map.entry("took", "$request_time"),
          Map.entry("source", "$remote_addr"),
          Map.entry("sourcePort", "$remote_port"),
          Map.entry("port", "$port"),
          Map.entry("service", "$service"),
          Map.entry("method", "$request_method"),
          Map.entry("target", "$request_uri"),
          Map.entry("version", "$version"),
          Map.entry("status", "$status"),
          Map.entry("received", "$request_length"),
          Map.entry("sent", "$bytes_sent"),
          Map.entry("tls", "$ssl_protocol"),
          Map.entry("cipher", "$ssl_cipher"),
          Map.entry("sni", "$ssl_server_name"),
          Map.entry("origin", "$origin"),
          Map.entry("failure", "$failure"),
          Map.entry("pool", "$pool"),
          Map.entry("member", "$asked"),
          Map.entry("sentHost", "$sent_host"),
          Map.entry("sentTarget", "$sent_target"),
          Map.entry("connect", "$upstream_connect_time"),
          Map.entry("answer", "$upstream_header_time"),
          Map.entry("backendStatus", "$upstream_status"));

  /** The format, for between single quotes. */
  static final String FORMAT =
      Stream.concat(
              FIELDS.entrySet().stream()
                  .sorted(Map.Entry.comparingByKey())
                  .map(field -> "\"" + field.getKey() + "\":\"" + field.getValue() + "\""),
              Stream.of("\"headers\":{" + headers() + "}"))
          .collect(Collectors.joining(",", "{", "}"));

  private AccessLogFormat() {}

  private static String headers() {
    return HEADERS.stream()
        .map(
            name ->
                "\"%s\":\"$http_%s\""
                    .formatted(name, name.toLowerCase(Locale.ROOT).replace('-', '_')))
        .collect(Collectors.joining(","));
  }
}
