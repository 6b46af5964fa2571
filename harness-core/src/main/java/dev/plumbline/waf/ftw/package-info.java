/**
 * Regression tests of web application firewalls in the format of the OWASP Core Rule Set project
 * ("Framework for Testing WAFs"): {@link dev.plumbline.waf.ftw.FtwCorpus} reads files and folders
 * of them, {@link dev.plumbline.waf.ftw.FtwStage} judges what was observed.
 *
 * <p>Both generations are read: that of the rule set 3 (tests with a {@code test_title}, stages
 * below {@code stage}), whose requests are completed as the Python tool completes them, and that of
 * the rule set 4 (files with a {@code rule_id}), completed as the Go tool does. What a file holds
 * is either understood or refused with its line; nothing is passed over. A test can be read with
 * {@link dev.plumbline.waf.ftw.FtwOverrides overrides} for one platform.
 *
 * <p>A test with a {@code payload} is put into the {@code template} of its file, as schema 3 of the
 * format says. {@link dev.plumbline.waf.ftw.FtwRun} sends tests to a firewall.
 *
 * <p>Where the tools' own check passes without having seen the firewall, this one does not: see
 * {@link dev.plumbline.waf.ftw.FtwVerdict}.
 */
@NullMarked
package dev.plumbline.waf.ftw;

import org.jspecify.annotations.NullMarked;
