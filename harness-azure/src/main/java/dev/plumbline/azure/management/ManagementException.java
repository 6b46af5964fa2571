package dev.plumbline.azure.management;

import java.util.LinkedHashMap;
import java.util.Map;

/** A call that is answered with an error, in the form that all of Azure Resource Manager has. */
final class ManagementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  @SuppressWarnings("serial")
  private final Map<String, String> headers = new LinkedHashMap<>();

  ManagementException(int status, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
  }

  ManagementException with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  String code() {
    return code;
  }

  Reply reply() {
    Reply reply =
        Reply.json(
            status,
            Map.of("error", Fields.of().with("code", code).with("message", getMessage()).map()));
    headers.forEach(reply::with);
    return reply;
  }

  /** The body of a call is not what the operation takes. */
  static ManagementException badRequest(String code, String message) {
    return new ManagementException(400, code, message);
  }
}
