package dev.plumbline.containers.machine;

/** Reads files of a {@link Machine}. */
@FunctionalInterface
public interface MachineFiles {

  /**
   * Returns what stands in a file from an offset on; nothing where it is not that long.
   *
   * @param path the file's path below the machine's directory
   * @throws dev.plumbline.lab.LabException when it cannot be read, or there is no such file
   */
  byte[] read(String path, long from);
}
