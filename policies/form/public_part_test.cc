#include "policies/form/public_part.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <random>

#include "policies/form/sample_test.h"

using namespace passerelle;
using namespace passerelle::form;

namespace {

// Puts a text that occurs nowhere else into every text of a value.
void mark(Json& value, const std::string& name) {
  if (value.is_string()) {
    value = "marked " + name;
  } else if (value.is_structured()) {
    std::size_t i = 0;
    for (auto& item : value) mark(item, name + "." + std::to_string(i++));
  }
}

bool is_free_text(FieldKind kind) {
  return kind == FieldKind::text || kind == FieldKind::long_text || kind == FieldKind::table;
}

}  // namespace

TEST_CASE("the public part names who asks for what and why, in the words of the summary") {
  const auto shown = public_part(current_form(), sample::application());
  CHECK(shown["application"] == "fr-1");
  CHECK(shown["requesting_node"] == "fr");
  CHECK(shown["submitted_at"] == "2026-11-23T20:00:00.000Z");
  CHECK(shown["answers"]["summary"]["en"] == "Does treatment prolong life?");
  CHECK(shown["answers"]["applicant_name"] == "Marie Durand");
  CHECK(shown["answers"]["purpose"] == "53-1-e-i");
  CHECK(shown["answers"]["datasets"].size() == 2);
  CHECK(shown["countries"]["FI"]["data_period"]["from"] == "1985-01-01");
  CHECK(shown["withheld"] == Json::array());
}

TEST_CASE("contact data, persons, payment and confidential fields are not public") {
  const auto shown = public_part(current_form(), sample::application());
  for (const char* field : {"contact_name", "contact_email", "contact_phone", "persons", "address",
                            "payer_name", "safeguards", "need", "plan", "method"}) {
    CAPTURE(field);
    CHECK(!shown["answers"].contains(field));
  }
  const auto text = canonical_text(shown);
  CHECK(text.find("claire") == std::string::npos);
  CHECK(text.find("marie@fr") == std::string::npos);
  CHECK(text.find("accounts@example.org") == std::string::npos);
}

TEST_CASE("an answer that is marked as confidential is named, not shown") {
  Json draft = sample::request();
  draft["confidential"] = {
      {{"field", "benefit"}, {"reason", "A patent is pending."}},
      {{"field", "data_period"}, {"country", "FI"}, {"reason", "Under negotiation."}}};
  const auto shown = public_part(current_form(), sample::application(draft));
  CHECK(!shown["answers"].contains("benefit"));
  CHECK(!shown["countries"]["FI"].contains("data_period"));
  CHECK(shown["countries"]["DK"].contains("data_period"));
  CHECK(shown["withheld"] ==
        Json{{{"field", "benefit"}}, {{"country", "FI"}, {"field", "data_period"}}});
  const auto text = canonical_text(shown);
  CHECK(text.find("patent") == std::string::npos);
  CHECK(text.find("negotiation") == std::string::npos);
}

TEST_CASE("an answer to a question that is not asked is not public") {
  Json draft = sample::request();
  draft["answers"]["mandate"] = "A law that is not needed.";
  CHECK(!public_part(current_form(), sample::application(draft))["answers"].contains("mandate"));
}

// Property: whatever is answered and whatever is claimed, no text of a confidential answer, and no
// reason for confidentiality, occurs in the public part; and what is public does occur.
TEST_CASE("no confidential text occurs in the public part, over random answers and claims") {
  std::mt19937 random(20261125);
  const auto one_in = [&](unsigned n) { return random() % n == 0; };
  int hidden = 0;
  int open = 0;
  for (int round = 0; round < 200; ++round) {
    Json draft = one_in(2) ? sample::request() : sample::permit();
    draft["confidential"] = Json::array();
    std::vector<std::pair<std::string, bool>> marks;  // the text, and whether it may be public
    for (const auto& section : current_form().sections) {
      for (const auto& field : section.fields) {
        if (field.binds || !is_free_text(field.kind)) continue;
        for (const std::string country : {"", "FI", "DK"}) {
          if (field.is_per_country == country.empty() || one_in(3)) continue;
          Json& answers =
              country.empty() ? draft["answers"] : draft["countries"][country]["answers"];
          const std::string name = field.id + " of " + country + ".";
          answers[field.id] =
              field.kind == FieldKind::table ? Json{{{field.columns[0].id, "x"}}} : Json("x");
          mark(answers[field.id], name);
          const bool is_claimed = one_in(4);
          if (is_claimed) {
            Json claim{{"field", field.id}, {"reason", "marked reason " + name}};
            if (!country.empty()) claim["country"] = country;
            draft["confidential"].push_back(std::move(claim));
          }
          marks.emplace_back("marked " + name, field.visibility == Visibility::open && !is_claimed);
        }
      }
    }
    const auto text = canonical_text(public_part(current_form(), sample::application(draft)));
    CHECK(text.find("marked reason") == std::string::npos);
    for (const auto& [mark, may_be_public] : marks) {
      const bool is_shown = text.find(mark) != std::string::npos;
      if (!may_be_public) {
        CAPTURE(mark);
        CHECK(!is_shown);
        ++hidden;
      }
      open += is_shown ? 1 : 0;
    }
  }
  CHECK(hidden > 5'000);
  CHECK(open > 500);
}
