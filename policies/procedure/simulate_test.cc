// The dates were worked out by hand on printed calendars; the comments show how.
#include "policies/procedure/simulate.h"

#include <doctest/doctest.h>

#include "policies/procedure/countries.h"
#include "policies/procedure/sample_test.h"

namespace passerelle::procedure {
namespace {

using access::PermitKind;

std::string line(const SimulatedStep& step) {
  return step.id + " " + std::string(code(step.waits_for)) + " " +
         to_text(step.earliest).substr(0, 10) + " " + to_text(step.latest).substr(0, 10) +
         (step.has_time ? "" : " no time") + (step.is_over_legal_time ? " late" : "");
}

std::vector<std::string> lines(const Procedure& procedure, PermitKind kind, Route route) {
  std::vector<std::string> found;
  for (const auto& step : simulate(procedure, kind, route, sample::at("2026-06-01T08:00:00Z"))) {
    found.push_back(line(step));
  }
  return found;
}

TEST_CASE("a permit by the regulation's own steps") {
  // Ten working days from Monday 1 June are the 15th; the file is incomplete and comes back four
  // weeks later, on 13 July; three months from 15 June are 15 September, six from 13 July are
  // 13 January 2027. 28 days on: 13 October and 10 February. Two working days: 15 October and
  // 12 February. Three months, and six: 15 January and 12 August; two months: 15 March (a Monday)
  // and 12 October. Each limit is the midnight in Helsinki after the day.
  CHECK(lines(sample::plain(), PermitKind::data_permit, Route::ordinary) ==
        std::vector<std::string>{"take_up desk_officer 2026-06-15 2026-06-15",
                                 "completeness desk_officer 2026-06-15 2026-06-15 no time",
                                 "completion applicant 2026-06-15 2026-07-13",
                                 "assessment assessor 2026-06-15 2026-07-13 no time",
                                 "decision decider 2026-09-15 2027-01-13",
                                 "acceptance applicant 2026-10-13 2027-02-10",
                                 "data_request data_preparer 2026-10-15 2027-02-12",
                                 "holder_delivery holder 2027-01-15 2027-08-12",
                                 "data_provision data_preparer 2027-03-15 2027-10-12"});
}

TEST_CASE("a request has its decision from reception and then its answer") {
  CHECK(lines(sample::plain(), PermitKind::request_approval, Route::ordinary) ==
        std::vector<std::string>{"take_up desk_officer 2026-06-15 2026-06-15",
                                 "completeness desk_officer 2026-06-15 2026-06-15 no time",
                                 "completion applicant 2026-06-15 2026-07-13",
                                 "assessment assessor 2026-06-15 2026-07-13 no time",
                                 "request_decision decider 2026-09-01 2026-09-01",
                                 "acceptance applicant 2026-09-29 2026-09-29",
                                 "answer data_preparer 2026-12-01 2026-12-01"});
}

TEST_CASE("a trusted holder proposes before the body decides") {
  const auto found = lines(sample::plain(), PermitKind::data_permit, Route::trusted_holder);
  REQUIRE(found.size() == 10);
  // 15 August is a Saturday, so Monday the 17th; 13 September is a Sunday, so the 14th.
  CHECK(found[4] == "holder_proposal holder 2026-08-17 2026-09-14");
  CHECK(found[5] == "decision_after_proposal decider 2026-10-19 2026-11-16");
}

TEST_CASE("the accelerated path has two months and one more") {
  const auto found = lines(sample::plain(), PermitKind::data_permit, Route::accelerated);
  // 15 August is a Saturday; three months from 13 July are 13 October.
  CHECK(found[4] == "accelerated_decision decider 2026-08-17 2026-10-13");
}

TEST_CASE("France: who is waited for, and which step can pass the legal time") {
  const auto found =
      lines(procedure_of_country("FR").value(), PermitKind::data_permit, Route::ordinary);
  REQUIRE(found.size() == 12);
  CHECK(found[1].starts_with("completeness desk_officer "));
  CHECK(found[3].starts_with("cesrees opinion_maker "));
  CHECK(found[4].starts_with("choice applicant "));
  CHECK(found[5].starts_with("cnil desk_officer "));
}

}  // namespace
}  // namespace passerelle::procedure
