#include "policies/procedure/case_view.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"
#include "policies/procedure/clock_rule.h"

namespace passerelle::procedure {
namespace {

Result<void> check_clock(const Json& value, const std::string& path) {
  Fields f(value, path);
  access::read_code(f, "rule", parse<ClockRule>);
  access::read_code(f, "force", parse<Force>);
  for (const auto* name : {"waits_for", "last_day", "standing"}) f.text(name);
  for (const auto* name : {"started", "due"}) f.instant(name);
  for (const auto* name : {"step", "law", "ended", "extended_by"}) f.text_or(name, "");
  if (f.find("pauses") != nullptr) f.array("pauses");
  return f.done();
}

Result<ToldPermitState> read_permit_state(const Json& value, const std::string& path) {
  Fields f(value, path);
  ToldPermitState told;
  told.state = access::read_code(f, "state", access::parse_permit_state);
  told.reason = f.text_or("reason", "");
  told.since = f.instant("since");
  if (auto read = f.done(); !read) return read.error();
  return told;
}

// A signed document as it came.
std::string envelope(Fields& f, std::string_view name) {
  if (f.find(name) == nullptr) return {};
  auto text = canonical(f.object(name));
  if (text) return *std::move(text);
  f.fail(name, text.error().detail);
  return {};
}

}  // namespace

Result<CaseView> case_view_from_json(const Json& value) {
  Fields f(value, "");
  if (f.text("passerelle") != kCaseViewType) f.fail("passerelle", "\"case_view/1\" is expected");
  CaseView view;
  view.application = ApplicationId(f.text("application"));
  view.node = NodeId(f.text("node"));
  view.sequence = f.integer("sequence");
  if (view.sequence < 0) f.fail("sequence", "no sequence is negative");
  view.state = access::read_code(f, "state", parse<CaseState>);
  view.since = f.instant("since");
  view.decision = envelope(f, "decision");
  view.permit = envelope(f, "permit");
  view.change = envelope(f, "change");
  for (const auto* name : {"country", "official_status", "outcome", "reason"}) f.text_or(name, "");
  if (f.find("steps") != nullptr) f.array("steps");
  for (const auto* name : {"request", "fee", "title", "views_asked", "changes_asked"}) {
    if (f.find(name) != nullptr) f.object(name);
  }
  if (const auto* state = f.find("permit_state")) {
    auto told = read_permit_state(*state, "/permit_state");
    if (told) view.permit_state = *std::move(told);
    else f.fail(told.error());
  }
  access::read_each(f, "clocks", [&](const Json& clock, const std::string& path) {
    if (auto read = check_clock(clock, path); !read) f.fail(read.error());
  });
  if (auto read = f.done(); !read) return read.error();
  return view;
}

}  // namespace passerelle::procedure
