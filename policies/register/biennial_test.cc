#include "policies/register/biennial.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/form/sample_test.h"
#include "policies/procedure/sample_test.h"
#include "policies/register/days.h"

namespace passerelle::public_register {
namespace {

using namespace procedure;
using procedure::sample::at;
using procedure::sample::plain;
using procedure::sample::Story;

TEST_CASE("the 90th percentile is the nearest rank and the median the middle") {
  // Ten numbers: 0.9 times 10 is 9, the ninth is 90; the middle is between 50 and 60.
  CHECK(summary_of({100, 10, 90, 20, 80, 30, 70, 40, 60, 50}) == DaysSummary{10, 55, 55, 90});
  // Three numbers: 0.9 times 3 is 2.7, so the third.
  CHECK(summary_of({1, 2, 12}) == DaysSummary{3, 5, 2, 12});
  CHECK(summary_of({7}) == DaysSummary{1, 7, 7, 7});
}

// Four cases of one body in 2026.
//  One: data permit, submitted 1 June, data available 11 June: 10 days. A fee is not asked for.
//  Two: request, submitted 1 June, data available 21 June: 20 days.
//  Three: data permit, submitted 1 June, refused on 15 June.
//  Four: data permit, submitted 1 July and not taken up.
struct Counted {
  access::Application application = form::sample::application();
  Story one{plain()}, two{plain()}, three{plain()}, four{plain()};

  Counted() {
    const auto request = procedure::sample::submission(access::PermitKind::request_approval);
    one.time("2026-06-01T08:00:00Z").complete().find().decide().accept();
    one.time("2026-06-11T08:00:00Z").tell(Role::system, DataAvailable{""});
    two.time("2026-06-01T08:00:00Z").complete(request).find().decide().accept();
    two.time("2026-06-21T08:00:00Z").tell(Role::system, DataAvailable{""});
    three.time("2026-06-01T08:00:00Z").complete().find();
    three.time("2026-06-15T08:00:00Z").decide(procedure::sample::refusal());
    four.time("2026-07-01T08:00:00Z").submit();
  }
  std::vector<CountedCase> cases() const {
    std::vector<CountedCase> all;
    for (const auto* story : {&one, &two, &three, &four}) {
      all.push_back({application, story->file(), story->procedure()});
    }
    return all;
  }
};

const Span kYear{at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")};

TEST_CASE("the report counts what was submitted and decided as by hand") {
  const Counted counted;
  const auto report =
      biennial_report({counted.cases(), {}, {}, {}}, kYear, at("2026-07-02T08:00:00Z"));
  const auto& a = report.at("a");
  CHECK(a.at("submitted") == 4);
  CHECK(a.at("by_path") == Json{{"data_permit", 3}, {"request_approval", 1}});
  CHECK(a.at("by_applicant") == Json{{"research_organisation", 4}});
  CHECK(a.at("decisions") == Json{{"granted", 2}, {"refused", 1}});
}

TEST_CASE("days to access are 10 and 20, by path and together") {
  const Counted counted;
  const auto report =
      biennial_report({counted.cases(), {}, {}, {}}, kYear, at("2026-07-02T08:00:00Z"));
  const auto& h = report.at("h");
  CHECK(h.at("access") ==
        Json{{"count", 2}, {"average", 15.0}, {"median", 15.0}, {"percentile_90", 20}});
  CHECK(h.at("by_path").at("data_permit").at("average") == 10.0);
  CHECK(h.at("by_path").at("request_approval").at("average") == 20.0);
  // Completeness and assessment were done on the day; the decision waited 0, 0 and 14 days.
  const auto& steps = h.at("by_step");
  const auto decision =
      std::ranges::find_if(steps, [](const Json& step) { return step.at("step") == "decision"; });
  REQUIRE(decision != steps.end());
  CHECK(decision->at("body") == "hdab");
  CHECK(decision->at("count") == 3);
  CHECK(decision->at("percentile_90") == 14);
  CHECK(decision->at("median") == 0.0);
}

TEST_CASE("an event counts in the period in which it happens") {
  const Counted counted;
  const Span july{at("2026-07-01T00:00:00Z"), at("2026-08-01T00:00:00Z")};
  const auto report =
      biennial_report({counted.cases(), {}, {}, {}}, july, at("2026-07-02T08:00:00Z"));
  CHECK(report.at("a").at("submitted") == 1);
  CHECK(report.at("a").at("decisions").empty());
  CHECK(report.at("h").at("access").at("count") == 0);
  CHECK(report.at("h").at("access").at("average").is_null());
}

Activity activity(ActivityKind kind, const char* day, std::int64_t count, std::int64_t cents = 0) {
  return {kind, at(day), "As it was.", count, cents, cents == 0 ? "" : "EUR"};
}

TEST_CASE("accepted fees, payments and fines are added up by currency") {
  Story story;
  story.complete().assess();
  const auto application = form::sample::application();
  auto other = activity(ActivityKind::payment, "2026-05-02T00:00:00Z", 1, 700);
  other.currency = "DKK";
  const auto report =
      biennial_report({{{application, story.file(), story.procedure()}},
                       {activity(ActivityKind::payment, "2026-05-01T00:00:00Z", 1, 100'000), other,
                        activity(ActivityKind::payment, "2026-06-01T00:00:00Z", 1, 20'000),
                        activity(ActivityKind::payment, "2027-01-01T00:00:00Z", 1, 5),
                        activity(ActivityKind::fine, "2026-06-01T00:00:00Z", 1, 9'000)},
                       {},
                       {}},
                      kYear, story.now());
  CHECK(report.at("g").at("accepted_cents") == Json{{"EUR", 120'000}});
  CHECK(report.at("g").at("received_cents") == Json{{"DKK", 700}, {"EUR", 120'000}});
  CHECK(report.at("b").at("fines_cents") == Json{{"EUR", 9'000}});
  CHECK(report.at("b").at("fines").at("counts") == Json{{"fine", 1}});
}

TEST_CASE("what no case tells is what people recorded, under its letter and in its period") {
  const std::vector<Activity> activities{
      activity(ActivityKind::user_audit, "2026-02-01T00:00:00Z", 2),
      activity(ActivityKind::user_audit, "2026-03-01T00:00:00Z", 1),
      activity(ActivityKind::user_audit, "2025-12-31T00:00:00Z", 1),
      activity(ActivityKind::environment_audit, "2026-02-01T00:00:00Z", 1),
      activity(ActivityKind::person_request, "2026-02-01T00:00:00Z", 17),
      activity(ActivityKind::peer_reviewed, "2026-02-01T00:00:00Z", 4),
      activity(ActivityKind::policy_document, "2026-02-01T00:00:00Z", 1),
      activity(ActivityKind::artificial_intelligence, "2026-02-01T00:00:00Z", 1)};
  const auto report = biennial_report({{}, activities, {}, {{"a", 3}, {"b", 2}}}, kYear,
                                      at("2026-07-02T08:00:00Z"));
  CHECK(report.at("c").at("counts") == Json{{"user_audit", 3}});
  CHECK(report.at("c").at("recorded").size() == 2);
  CHECK(report.at("d").at("counts") == Json{{"environment_audit", 1}});
  CHECK(report.at("e").at("counts") == Json{{"person_request", 17}});
  CHECK(report.at("f").at("counts").empty());
  CHECK(report.at("i").at("labels") == Json{{"a", 3}, {"b", 2}});
  CHECK(report.at("j").at("counts") == Json{{"peer_reviewed", 4}, {"policy_document", 1}});
  CHECK(report.at("k").at("counts") == Json{{"artificial_intelligence", 1}});
}

TEST_CASE("categories of data are those of the datasets to which access began") {
  const Counted counted;
  const auto dataset = counted.application.datasets.front().id;
  const ReportGround ground{counted.cases(), {}, {{dataset, {"EHRS", "PHDR"}}}, {}};
  const auto report = biennial_report(ground, kYear, at("2026-07-02T08:00:00Z"));
  CHECK(report.at("a").at("data_categories") == Json{{"EHRS", 2}, {"PHDR", 2}});
}

TEST_CASE("who is waited for today: the desk for the newest case, the publisher for all") {
  const Counted counted;
  const auto rows = waited_for(counted.cases(), at("2026-07-02T08:00:00Z"));
  const auto row = [&](const char* role) {
    for (const auto& one : rows) {
      if (one.at("role") == role) return one;
    }
    return Json();
  };
  // The desk has to take up case four, since 1 July.
  CHECK(row("desk_officer") == Json{{"role", "desk_officer"},
                                    {"body", "hdab"},
                                    {"count", 1},
                                    {"late", 0},
                                    {"oldest", "2026-07-01T08:00:00.000Z"}});
  // Four applications and three decisions wait to be published; the three applications of June are
  // late since 3 June, the decisions have until mid-July.
  const auto publisher = row("publisher");
  CHECK(publisher.at("count") == 7);
  CHECK(publisher.at("late") == 3);
  CHECK(publisher.at("oldest") == "2026-06-01T08:00:00.000Z");
}

}  // namespace
}  // namespace passerelle::public_register
