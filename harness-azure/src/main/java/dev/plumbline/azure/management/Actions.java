package dev.plumbline.azure.management;

import org.jspecify.annotations.Nullable;

/** What can be asked of resources beside what they are. */
interface Actions {

  /**
   * Answers a call that is none for a resource or a list of them.
   *
   * @param version the version of the API that it asks for
   * @return null for a call of the other kind
   */
  @Nullable Reply answer(Call call, String version);
}
