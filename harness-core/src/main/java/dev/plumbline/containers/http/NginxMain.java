package dev.plumbline.containers.http;

import dev.plumbline.containers.plan.PlanBuilder;

/** What every nginx has in common. */
final class NginxMain {

  private NginxMain() {}

  /**
   * Returns a configuration.
   *
   * @param resolver the directives of what looks names up; empty for nothing
   * @param shared maps and groups that servers refer to
   * @param servers the servers for HTTP
   * @param bytes the servers for bare bytes; empty for none
   */
  static String configuration(
      PlanBuilder plan,
      String namespace,
      String resolver,
      String shared,
      String servers,
      String bytes) {
    return """
        load_module /usr/lib/nginx/modules/ndk_http_module.so;
        load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;
        load_module /usr/lib/nginx/modules/ngx_http_headers_more_filter_module.so;
        load_module /usr/lib/nginx/modules/ngx_http_modsecurity_module.so;
        %1$sdaemon off;
        user root;
        worker_processes 1;
        worker_rlimit_nofile 8192;
        pid %2$s/nginx-%3$s.pid;
        error_log stderr notice;
        events { worker_connections 4096; }
        http {
        %4$s          server_tokens off;
          merge_slashes off;
          recursive_error_pages on;
          uninitialized_variable_warn off;
          default_type text/html;
          client_max_body_size 1m;
          client_body_buffer_size 1m;
          client_header_buffer_size 4k;
          large_client_header_buffers 4 32k;
          client_body_temp_path %2$s/body-%3$s;
          proxy_temp_path %2$s/proxy-%3$s;
          fastcgi_temp_path %2$s/fastcgi-%3$s;
          uwsgi_temp_path %2$s/uwsgi-%3$s;
          scgi_temp_path %2$s/scgi-%3$s;
          proxy_buffer_size 64k;
          proxy_buffers 16 64k;
          proxy_busy_buffers_size 128k;
          proxy_redirect off;
          proxy_pass_header Date;
          proxy_pass_header X-Accel-Redirect;
          proxy_pass_header X-Accel-Expires;
          proxy_pass_header X-Accel-Limit-Rate;
          proxy_pass_header X-Accel-Buffering;
          proxy_pass_header X-Accel-Charset;
          proxy_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering X-Accel-Charset;
          ssl_session_cache none;
          ssl_session_tickets off;
          map_hash_bucket_size 512;
          variables_hash_bucket_size 128;
          variables_hash_max_size 8192;
          server_names_hash_bucket_size 512;
        %5$s%6$s  upstream origin { server unix:%2$s/origin-%3$s.sock; }
        %7$s%8$s}
        %9$s"""
        .formatted(
            bytes.isEmpty() ? "" : "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n",
            plan.path("run"),
            namespace,
            RequestLog.directives(plan, namespace),
            resolver,
            COMMON,
            shared,
            servers,
            bytes.isEmpty()
                ? ""
                : "stream {\n  ssl_session_cache none;\n  ssl_session_tickets off;\n"
                    + bytes
                    + "}\n");
  }

  private static final String COMMON =
      """
        geo $dollar { default "$"; }
        geo $nothing { default ""; }
        map $ssl_server_name $sni { "" "-"; default $ssl_server_name; }
        map $ssl_protocol $tls { "" "-"; default $ssl_protocol; }
        map $http_transfer_encoding $encoding { "" "-"; default $http_transfer_encoding; }
        map $server_protocol $version { HTTP/2.0 h2; default $server_protocol; }
        map $remote_addr $client { ~: "[$remote_addr]"; default $remote_addr; }
        map $http_x_forwarded_for $forwarded_for {
          "" "$client:$remote_port";
          default "$http_x_forwarded_for, $client:$remote_port";
        }
        map $upstream_connect_time $connected { volatile; ~[0-9]$ 1; default ""; }
        map $upstream_status $last_status { volatile; "~([0-9]+)$" $1; default ""; }
        map $request_method $idempotent { ~^(?:GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$ 1; default ""; }
        map $http_upgrade $asks_for_h2c { "~*(?:^|,)\\\\s*h2c\\\\s*(?:,|$)" 1; default ""; }
        map $request_uri $request_path { "~^([^?#]*)" $1; default ""; }
        map $request_uri $with_query { "~^[^?#]*\\\\?(.*)$" "?$1"; default ""; }
        map $request_uri $and_query { "~^[^?#]*\\\\?(.*)$" "&$1"; default ""; }
        map $request_uri $bare_query { "~^[^?#]*\\\\?(.*)$" $1; default ""; }
      """;
}
