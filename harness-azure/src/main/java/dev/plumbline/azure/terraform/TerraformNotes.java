package dev.plumbline.azure.terraform;

import dev.plumbline.descriptor.Problem;

/** Told what a reader of a plan or a state should know. */
public interface TerraformNotes {

  /** Something that is not in the file was taken for granted. */
  void assumed(Problem note);

  /** Something that has no meaning for the network was left out. */
  void ignored(Problem note);
}
