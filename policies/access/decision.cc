#include "policies/access/decision.h"

#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

Conditions read_conditions(Fields& fields) {
  Fields f(fields.object("conditions"), fields.path_of("conditions"));
  Conditions conditions;
  if (f.find("min_cell") != nullptr) conditions.min_cell = f.integer("min_cell");
  if (f.find("runs_max") != nullptr) conditions.runs_max = f.integer("runs_max");
  if (f.find("valid_until") != nullptr) conditions.valid_until = f.instant("valid_until");
  if (f.find("review") != nullptr) conditions.review = read_code(f, "review", parse_review);
  conditions.texts = f.texts_or_none("texts");
  for (const auto& text : conditions.texts) {
    if (text.empty() || text.size() > kMaximumTextBytes) f.fail("texts", "empty or too long");
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
  return conditions;
}

Json to_json(const Conditions& conditions) {
  Json object{{"review", code(conditions.review)}};
  if (conditions.min_cell) object["min_cell"] = *conditions.min_cell;
  if (conditions.runs_max) object["runs_max"] = *conditions.runs_max;
  if (conditions.valid_until) object["valid_until"] = to_text(*conditions.valid_until);
  if (!conditions.texts.empty()) object["texts"] = conditions.texts;
  return object;
}

}  // namespace

std::string_view code(Outcome outcome) { return outcome == Outcome::grant ? "grant" : "refuse"; }

Result<Outcome> parse_outcome(std::string_view code) {
  if (code == "grant") return Outcome::grant;
  if (code == "refuse") return Outcome::refuse;
  return Error{BaseError::malformed, shown(code) + " is none of: grant, refuse"};
}

Result<Decision> decision_from_json(const Json& value, const std::string& path) {
  Fields f(value, path);
  Decision decision;
  decision.application = ApplicationId(f.text("application"));
  decision.outcome = read_code(f, "outcome", parse_outcome);
  decision.decider = UserName(f.text("decider"));
  decision.at = f.instant("at");
  decision.reason = f.text_or("reason", "");
  if (decision.reason.size() > kMaximumTextBytes) f.fail("reason", "is too long");
  if (f.find("conditions") != nullptr) decision.conditions = read_conditions(f);
  if (auto read = f.done(); !read) return read.error();
  return decision;
}

Json to_json(const Decision& decision) {
  Json object{{"application", decision.application.text()},
              {"outcome", code(decision.outcome)},
              {"decider", decision.decider.text()},
              {"at", to_text(decision.at)},
              {"conditions", to_json(decision.conditions)}};
  if (!decision.reason.empty()) object["reason"] = decision.reason;
  return object;
}

std::string digest(const Decision& decision) {
  return crypto::sha256_hex(canonical_text(to_json(decision)));
}

}  // namespace passerelle::access
