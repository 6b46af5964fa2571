/**
 * What every lab must show, whatever it stands on: {@link dev.plumbline.contract.LabContract}, and
 * the grounds it is run on.
 */
@NullMarked
package dev.plumbline.contract;

import org.jspecify.annotations.NullMarked;
