// The part of the report on how to go on with its numbers.
#include "node/bundle/r_code.h"
#include "node/bundle/report_parts.h"

namespace passerelle::bundle {
namespace {

std::string r_snippet(const std::string& table) {
  return "library(jsonlite)\n"
         "result <- fromJSON(\"result.json\", simplifyVector = FALSE)\n"
         "analyses <- setNames(result$analyses, sapply(result$analyses, function(a) a$id))\n"
         "print(sapply(analyses, function(a) a$status))\n"
         "numbers <- read.csv(" +
         r_text(table) + ", check.names = FALSE)\nprint(numbers)\n";
}

// Paths of tables are made of letters, digits and `_-./` alone, so quotation marks hold them.
std::string python_snippet(const std::string& table) {
  return "import csv\n"
         "import json\n\n"
         "with open(\"result.json\", encoding=\"utf-8\") as file:\n"
         "    result = json.load(file)\n"
         "analyses = {a[\"id\"]: a for a in result[\"analyses\"]}\n"
         "for name, analysis in analyses.items():\n"
         "    print(name, analysis[\"status\"])\n"
         "with open(\"" +
         table +
         "\", encoding=\"utf-8\", newline=\"\") as file:\n"
         "    numbers = list(csv.DictReader(file))\n"
         "print(numbers)\n";
}

}  // namespace

void write_loading(const ReportSource& from, const std::string& table, Html& html) {
  html.heading(2, from.say("heading.loading"), "loading");
  html.paragraph(from.say("loading.explanation"));
  html.heading(3, "R");
  html.code("snippet-r", r_snippet(table));
  html.heading(3, "Python");
  html.code("snippet-python", python_snippet(table));
}

}  // namespace passerelle::bundle
