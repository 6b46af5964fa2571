/**
 * Rules of web application firewalls: {@link dev.plumbline.waf.engine.KnownRule} says which there
 * are, and what each finds in an {@link dev.plumbline.waf.engine.InspectedRequest}.
 *
 * <p>They are written from what the rules of the OWASP Core Rule Set are documented to look for,
 * and measured against verdicts of a real engine.
 */
@NullMarked
package dev.plumbline.waf.engine;

import org.jspecify.annotations.NullMarked;
