// The parts of the report that tell how the study was made: its methods, and where a reader finds
// what reports of observational studies are asked for.
#include <algorithm>
#include <array>

#include "node/bundle/layout_text.h"
#include "node/bundle/report_parts.h"
#include "node/explanation/passages.h"

namespace passerelle::bundle {
namespace {

// An item of STROBE (von Elm et al., 2007) or of its extension RECORD (Benchimol et al., 2015): by
// the number that it has there, what it asks in words of ours, and where it is answered.
struct Item {
  const char* number;
  const char* answer;  // of "answer.…"
};

constexpr const char* kByAuthors = "authors";

constexpr std::array kItems{
    Item{"1", "title"},        Item{"2", kByAuthors},    Item{"3", "objective"},
    Item{"4", "design"},       Item{"5", "setting"},     Item{"6", "cohort"},
    Item{"7", "variables"},    Item{"8", "sources"},     Item{"9", kByAuthors},
    Item{"10", "size"},        Item{"11", "variables"},  Item{"12", "models"},
    Item{"13", "flow"},        Item{"14", "described"},  Item{"15", "results"},
    Item{"16", "results"},     Item{"17", "results"},    Item{"18", kByAuthors},
    Item{"19", "limits"},      Item{"20", kByAuthors},   Item{"21", kByAuthors},
    Item{"22", kByAuthors},    Item{"R1.1", "nodes"},    Item{"R1.2", "setting"},
    Item{"R1.3", "linkage"},   Item{"R6.1", "cohort"},   Item{"R6.2", kByAuthors},
    Item{"R6.3", "linkage"},   Item{"R7.1", "codes"},    Item{"R12.1", "access"},
    Item{"R12.2", kByAuthors}, Item{"R12.3", "linkage"}, Item{"R13.1", "flow"},
    Item{"R19.1", kByAuthors}, Item{"R22.1", "files"}};

bool describes(const analysis::StudyPlan& plan) {
  return std::any_of(plan.analyses.begin(), plan.analyses.end(), [](const auto& one) {
    return std::holds_alternative<analysis::DescribeAnalysis>(one.what) ||
           std::holds_alternative<analysis::TableOneAnalysis>(one.what);
  });
}

// What the study does not say is the authors' to answer.
std::string answer_to_item(const Item& item, const ReportSource& from) {
  const std::string answer = item.answer;
  const auto& plan = from.run.plan;
  const bool is_missing = (answer == "objective" && plan.summary.empty()) ||
                          (answer == "described" && !describes(plan));
  const bool is_linked = answer == "linkage" && plan.has_links();
  return from.say.of("answer", is_missing ? kByAuthors : is_linked ? "linked" : answer);
}

}  // namespace

void write_methods(const ReportSource& from, Html& html) {
  html.heading(2, from.say("heading.methods"), "methods");
  for (const auto& passage : explanation::passages_of(from.run.plan, from.say.language())) {
    html.heading(3, passage.heading);
    if (passage.sentences.size() < 3) {
      for (const auto& sentence : passage.sentences) html.paragraph(sentence);
    } else {
      html.list(passage.sentences);
    }
  }
  html.heading(3, from.say("heading.software"));
  html.paragraph(from.say("methods.software", {from.contents.software_version}));
}

void write_checklist(const ReportSource& from, Html& html) {
  html.heading(2, from.say("heading.checklist"), "checklist");
  html.paragraph(from.say("checklist.explanation"));
  Table table{"",
              from.say("caption.checklist"),
              {{"item", from.say("column.item"), Kind::text},
               {"asked", from.say("column.asked"), Kind::text},
               {"answer", from.say("column.answer"), Kind::text}},
              {}};
  for (const auto& item : kItems) {
    table.rows.push_back({std::string(item.number), from.say.of("checklist", item.number),
                          answer_to_item(item, from)});
  }
  html.table(table);
}

}  // namespace passerelle::bundle
