#include "policies/access/notices.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "policies/access/sample_test.h"

using namespace passerelle;
using namespace passerelle::access;

TEST_CASE("a notice of a decision has its own body, a digest and a known outcome") {
  const auto refused = [](const char* field, const Json& value) {
    auto notice = to_json(sample::decision_notice());
    notice[field] = value;
    const auto read = decision_notice_from_json(notice);
    return read ? "accepted" : read.error().detail;
  };
  CHECK(refused("outcome", "refused") == "accepted");
  CHECK(refused("change", "renewal") == "accepted");
  CHECK(refused("change", "end").starts_with("/change"));
  CHECK(refused("outcome", "perhaps").starts_with("/outcome"));
  CHECK(refused("decision", "9f86").starts_with("/decision"));
  CHECK(refused("country", "Finland").starts_with("/country"));
  CHECK(refused("node", "no node").starts_with("/node"));
  CHECK(refused("persons", Json::array()).starts_with("/persons"));
  CHECK(refused("reason", std::string(20'001, 'x')).starts_with("/reason"));
}

TEST_CASE("an exclusion has an end, a revocation has none") {
  auto notice = sample::enforcement_notice();
  CHECK(enforcement_notice_from_json(to_json(notice)).value() == notice);
  notice.until.reset();
  CHECK(enforcement_notice_from_json(to_json(notice)).error().detail.starts_with("/until"));
  notice.measure = Measure::revocation;
  CHECK(enforcement_notice_from_json(to_json(notice)).value() == notice);
  notice.until = sample::at("2028-01-01T00:00:00Z");
  CHECK(enforcement_notice_from_json(to_json(notice)).error().detail.starts_with("/until"));
}

TEST_CASE("an exclusion is in force until its end, a revocation is a fact for good") {
  auto notice = sample::enforcement_notice();
  CHECK(notice.is_in_force(*notice.until - std::chrono::milliseconds(1)));
  CHECK_FALSE(notice.is_in_force(*notice.until));
  notice.until.reset();
  CHECK(notice.is_in_force(sample::at("2099-01-01T00:00:00Z")));
}

TEST_CASE("names of organisations are compared without letter case and spacing") {
  CHECK(user_key("  University \t of\nNantes ") == user_key("university of nantes"));
  CHECK(user_key("University of Nantes") != user_key("University of Nancy"));
  CHECK(user_key("Universityof Nantes") != user_key("University of Nantes"));
  CHECK(user_key(" \t") == "");
}
