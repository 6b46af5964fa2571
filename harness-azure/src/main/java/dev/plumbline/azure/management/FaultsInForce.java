package dev.plumbline.azure.management;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The faults that are in force; of several that meet a call, the one that was put first. */
final class FaultsInForce {

  private final List<Entry> entries = new ArrayList<>();

  private final class Entry implements SimulatedResourceManager.Guard {
    private final ManagementFault fault;
    private int met;

    private Entry(ManagementFault fault) {
      this.fault = fault;
    }

    @Override
    public int met() {
      synchronized (FaultsInForce.this) {
        return met;
      }
    }

    @Override
    public void close() {
      synchronized (FaultsInForce.this) {
        entries.remove(this);
      }
    }
  }

  synchronized SimulatedResourceManager.Guard put(ManagementFault fault) {
    Entry entry = new Entry(fault);
    entries.add(entry);
    return entry;
  }

  /** Returns the fault that a call meets; null for none. */
  @Nullable ManagementFault ofCall(Call call) {
    return take(call, fault -> !fault.isOfOperations());
  }

  /** Returns the fault that a call for a token meets: of those that name a part of its path. */
  @Nullable ManagementFault ofTokenCall(Call call) {
    return take(call, fault -> !fault.isOfOperations() && fault.part != null);
  }

  /** Returns the fault that the operation of a call meets; null for none. */
  @Nullable ManagementFault ofOperation(Call call) {
    return take(call, ManagementFault::isOfOperations);
  }

  private synchronized @Nullable ManagementFault take(
      Call call, Predicate<ManagementFault> wanted) {
    for (Entry entry : entries) {
      if (entry.met < entry.fault.times && wanted.test(entry.fault) && entry.fault.meets(call)) {
        entry.met++;
        return entry.fault;
      }
    }
    return null;
  }
}
