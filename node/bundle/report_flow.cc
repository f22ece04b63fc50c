// The part of the report on who is behind its numbers.
#include "node/bundle/flow.h"
#include "node/bundle/report_parts.h"
#include "node/bundle/report_text.h"

namespace passerelle::bundle {

void write_flow(const ReportSource& from, Html& html) {
  const auto flow = flow_of(from.run);
  html.heading(2, from.say("heading.flow"), "flow");
  html.paragraph(from.say("flow.explanation"));
  if (flow.has_set) {
    const auto title = best_text(from.run.plan.title, from.say.language()).text;
    html.figure(flow_plot(flow, title, from.say));
  }
  html.table(flow_table(flow, from.say));
}

}  // namespace passerelle::bundle
