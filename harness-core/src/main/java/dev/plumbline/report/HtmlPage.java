package dev.plumbline.report;

final class HtmlPage {
  HtmlPage(ReportModel m) {}
  String text() { return ""; }
}
