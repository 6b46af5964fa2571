package dev.plumbline.report;

final class MarkdownSummary {
  MarkdownSummary(ReportModel m) {}
  String text() { return ""; }
}
