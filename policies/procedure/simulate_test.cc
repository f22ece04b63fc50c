// Dates worked out by hand in the calendar of France, summer time UTC+2 from 25 March 2029.
#include "policies/procedure/simulate.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace passerelle::procedure {
namespace {

Instant at(const char* time) { return parse_instant(time).value(); }

std::vector<Stage> french(access::PermitKind path) {
  return simulate(built_in("FR").value(), calendar::Calendar::of_country("FR").value(), path,
                  at("2029-04-03T08:00:00Z"));  // the Tuesday after Easter
}

const Stage& stage(const std::vector<Stage>& stages, std::string_view what) {
  const auto found = std::ranges::find(stages, what, &Stage::what);
  REQUIRE(found != stages.end());
  return *found;
}

}  // namespace

TEST_CASE("a French permit of today: completeness, opinion, choice, authorisation, decision") {
  const auto stages = french(access::PermitKind::data_permit);
  // Seven working days: 4, 5, 6, 9, 10, 11, 12 April.
  CHECK(stage(stages, "completeness").due == at("2029-04-12T22:00:00Z"));
  // The limit is the first instant of 13 April, so a month ends on Sunday 13 May: Monday 14 May.
  CHECK(stage(stages, "opinion").waited_for == "CESREES (scientific and ethical committee)");
  CHECK(stage(stages, "opinion").begins == at("2029-04-12T22:00:00Z"));
  CHECK(stage(stages, "opinion").due == at("2029-05-14T22:00:00Z"));
  CHECK(!stage(stages, "choice").due);
  // Two months from 15 May end on Sunday 15 July: Monday 16 July.
  CHECK(stage(stages, "authorisation").due == at("2029-07-16T22:00:00Z"));
  // Three months from 13 April end on Friday 13 July: before the authorisation is due.
  CHECK(stage(stages, "decision").due == at("2029-07-13T22:00:00Z"));
  CHECK(stage(stages, "decision").force == Force::legal);
  CHECK(std::ranges::is_sorted(stages, {}, &Stage::begins));
}

TEST_CASE("a French request for statistics meets neither committee nor CNIL") {
  const auto stages = french(access::PermitKind::request_approval);
  CHECK(std::ranges::find(stages, "opinion", &Stage::what) == stages.end());
  CHECK(std::ranges::find(stages, "authorisation", &Stage::what) == stages.end());
  // Three months from receipt: Tuesday 3 July; three more for the answer, from 4 July.
  CHECK(stage(stages, "decision").due == at("2029-07-03T22:00:00Z"));
  CHECK(stage(stages, "answer").due == at("2029-10-04T22:00:00Z"));
}

TEST_CASE("every country built in can be simulated on every path") {
  for (const auto country : built_in_countries()) {
    const auto procedure = built_in(country).value();
    const auto calendar = calendar::Calendar::of_country(country).value();
    for (const auto path : {access::PermitKind::request_approval, access::PermitKind::data_permit,
                            access::PermitKind::access_approval}) {
      const auto stages = simulate(procedure, calendar, path, at("2026-11-25T12:00:00Z"));
      CHECK(stages.size() >= 5);
      for (const auto& one : stages) {
        CHECK(!one.waited_for.empty());
        if (one.due) CHECK(*one.due > one.begins);
      }
    }
  }
}

}  // namespace passerelle::procedure
