package dev.plumbline.azure.management;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that are in force; of several that meet a call, the one that was put first. */
final class FaultsInForce {

  private final List<Entry> entries = new ArrayList<>();

  private static final class Entry {
    private final ManagementFault fault;
    private int left;

    private Entry(ManagementFault fault) {
      this.fault = fault;
      this.left = fault.times;
    }
  }

  synchronized SimulatedResourceManager.Guard put(ManagementFault fault) {
    Entry entry = new Entry(fault);
    entries.add(entry);
    return () -> remove(entry);
  }

  private synchronized void remove(Entry entry) {
    entries.remove(entry);
  }

  /** Returns the fault that a call meets; null for none. */
  @Nullable ManagementFault ofCall(Call call) {
    return take(call, fault -> !fault.isOfOperations());
  }

  /** Returns the fault that the operation of a call meets; null for none. */
  @Nullable ManagementFault ofOperation(Call call) {
    return take(call, ManagementFault::isOfOperations);
  }

  private synchronized @Nullable ManagementFault take(
      Call call, Predicate<ManagementFault> wanted) {
    for (Entry entry : entries) {
      if (entry.left > 0 && wanted.test(entry.fault) && entry.fault.meets(call)) {
        if (entry.fault.times != Integer.MAX_VALUE) {
          entry.left--;
        }
        return entry.fault;
      }
    }
    return null;
  }
}
