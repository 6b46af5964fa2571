package dev.plumbline.azure.management;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Operations that take their time: a call begins one and is answered 202, and its end is asked for.
 *
 * <p>Source: Azure documentation, "Track asynchronous Azure operations". The header {@code
 * Azure-AsyncOperation} leads to the state, {@code Location} to the result; both are there.
 */
final class Operations {

  private final Map<String, Operation> all = new ConcurrentHashMap<>();
  private final FaultsInForce faults;
  private final Supplier<URI> base;
  private volatile int polls = 1;
  private volatile int retryAfter;

  Operations(FaultsInForce faults, Supplier<URI> base) {
    this.faults = faults;
    this.base = base;
  }

  /**
   * Sets how long operations take.
   *
   * @param newPolls how often their state is told to be {@code InProgress}
   * @param newRetryAfter what {@code Retry-After} says, in seconds
   */
  void set(int newPolls, int newRetryAfter) {
    polls = newPolls;
    retryAfter = newRetryAfter;
  }

  private static final class Operation {
    private final @Nullable ManagementFault fault;
    private final @Nullable Object result;
    private final @Nullable ManagementException failure;
    private int left;

    private Operation(
        int polls,
        @Nullable ManagementFault fault,
        @Nullable Object result,
        @Nullable ManagementException failure) {
      this.left = polls;
      this.fault = fault;
      this.result = result;
      this.failure = failure;
    }

    private synchronized boolean isDone() {
      if (fault != null && fault.kind == ManagementFault.Kind.ENDLESS_OPERATION || left > 0) {
        left--;
        return false;
      }
      return true;
    }
  }

  /**
   * Begins an operation.
   *
   * @param prefix where its state and result are asked for, before {@code operations} and {@code
   *     operationResults}
   * @param withState whether its state can be asked for, beside its result
   * @param version the version of the API that it was asked for with
   * @param work finds its result
   */
  Reply begin(Call call, String prefix, boolean withState, String version, Supplier<Object> work) {
    ManagementFault fault = faults.ofOperation(call);
    Object result = null;
    ManagementException failure =
        fault != null && fault.kind == ManagementFault.Kind.FAILED_OPERATION
            ? new ManagementException(400, fault.code, fault.message)
            : null;
    if (fault == null) {
      result = work.get();
    }
    String id = UUID.randomUUID().toString();
    all.put(id, new Operation(polls, fault, result, failure));
    String query = "?api-version=" + version;
    Reply reply =
        Reply.empty(202)
            .with("Location", base.get() + prefix + "/operationResults/" + id + query)
            .with("Retry-After", Integer.toString(retryAfter));
    return withState
        ? reply.with("Azure-AsyncOperation", base.get() + prefix + "/operations/" + id + query)
        : reply;
  }

  /** Answers for the state of an operation. */
  Reply state(String id) {
    Operation operation = find(id);
    if (!operation.isDone()) {
      return Reply.json(200, Map.of("status", "InProgress"))
          .with("Retry-After", Integer.toString(retryAfter));
    }
    ManagementException failure = operation.failure;
    if (failure != null) {
      return Reply.json(
          200,
          Map.of(
              "status",
              "Failed",
              "error",
              Map.of("code", failure.code(), "message", String.valueOf(failure.getMessage()))));
    }
    return Reply.json(
        200, Fields.of().with("status", "Succeeded").with("properties", operation.result).map());
  }

  /** Answers for the result of an operation; 202 with where to ask again while there is none. */
  Reply result(String id, URI asked) {
    Operation operation = find(id);
    if (!operation.isDone()) {
      return Reply.empty(202)
          .with("Location", base.get() + asked.toString())
          .with("Retry-After", Integer.toString(retryAfter));
    }
    if (operation.failure != null) {
      throw operation.failure;
    }
    return operation.result == null ? Reply.empty(204) : Reply.json(200, operation.result);
  }

  private Operation find(String id) {
    Operation operation = all.get(id);
    if (operation == null) {
      throw new ManagementException(
          404, "OperationNotFound", "The operation '" + id + "' was not found.");
    }
    return operation;
  }
}
