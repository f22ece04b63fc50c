#include "policies/access/notices.h"

#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 2> kMeasures{"revocation", "exclusion"};

std::string read_text(Fields& f, std::string_view name) {
  auto text = f.text(name);
  if (text.size() > kMaximumTextBytes) f.fail(name, "is too long");
  return text;
}

std::string read_identifier(Fields& f, std::string_view name) {
  auto text = f.text(name);
  if (!f.failed() && !is_identifier(text)) f.fail(name, "is no identifier");
  return text;
}

std::string read_country(Fields& f) {
  auto country = f.text("country");
  if (!f.failed() && !is_country(country)) f.fail("country", "is no code of a country");
  return country;
}

}  // namespace

std::string_view code(Measure measure) { return kMeasures.at(static_cast<std::size_t>(measure)); }
Result<Measure> parse_measure(std::string_view code) {
  return parse_code<Measure>(kMeasures, code);
}

Result<DecisionNotice> decision_notice_from_json(const Json& value) {
  Fields f(value, "");
  DecisionNotice notice;
  notice.application = ApplicationId(read_identifier(f, "application"));
  notice.node = NodeId(read_identifier(f, "node"));
  notice.country = read_country(f);
  notice.decision = f.text("decision");
  if (!f.failed() && !is_digest(notice.decision)) f.fail("decision", "is no digest");
  if (f.find("change") != nullptr) notice.change = read_code(f, "change", parse_title_change);
  notice.outcome = read_code(f, "outcome", parse_outcome);
  if (f.find("reason") != nullptr) notice.reason = read_text(f, "reason");
  notice.at = f.instant("at");
  if (auto read = f.done(); !read) return read.error();
  return notice;
}

Result<EnforcementNotice> enforcement_notice_from_json(const Json& value) {
  Fields f(value, "");
  EnforcementNotice notice;
  notice.id = read_identifier(f, "id");
  notice.node = NodeId(read_identifier(f, "node"));
  notice.country = read_country(f);
  notice.measure = read_code(f, "measure", parse_measure);
  notice.user = read_text(f, "user");
  notice.application = ApplicationId(read_identifier(f, "application"));
  notice.reason = read_text(f, "reason");
  notice.at = f.instant("at");
  if (f.find("until") != nullptr) notice.until = f.instant("until");
  if (!f.failed() && notice.until.has_value() != (notice.measure == Measure::exclusion)) {
    f.fail("until", "stands exactly in an exclusion");
  }
  if (auto read = f.done(); !read) return read.error();
  return notice;
}

Json to_json(const DecisionNotice& notice) {
  Json object{{"application", notice.application.text()},
              {"node", notice.node.text()},
              {"country", notice.country},
              {"decision", notice.decision},
              {"outcome", code(notice.outcome)},
              {"at", to_text(notice.at)}};
  if (notice.change) object["change"] = code(*notice.change);
  if (!notice.reason.empty()) object["reason"] = notice.reason;
  return object;
}

Json to_json(const EnforcementNotice& notice) {
  Json object{{"id", notice.id},           {"node", notice.node.text()},
              {"country", notice.country}, {"measure", code(notice.measure)},
              {"user", notice.user},       {"application", notice.application.text()},
              {"reason", notice.reason},   {"at", to_text(notice.at)}};
  if (notice.until) object["until"] = to_text(*notice.until);
  return object;
}

std::string user_key(std::string_view organisation) {
  std::string key;
  bool is_gap = false;
  for (const char c : organisation) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      is_gap = !key.empty();
      continue;
    }
    if (is_gap) key += ' ';
    is_gap = false;
    key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

}  // namespace passerelle::access
