#include "policies/disclosure/outputs/settings.h"

#include <nlohmann/json.hpp>

#include "policies/disclosure/outputs/reading.h"

namespace passerelle::disclosure::outputs {
namespace {

using namespace std::string_view_literals;

enum class Zeros { allow, disclosive };
constexpr std::array kZeros{"allow"sv, "disclosive"sv};
constexpr std::array kOnViolation{"suppress"sv, "refuse"sv};

std::int64_t threshold_or(Fields& fields, std::string_view name, std::int64_t otherwise) {
  const auto read = count_or(fields, name, otherwise);
  if (read < 1) fields.fail(name, "a number of persons from 1 on is expected");
  return read;
}

Dominance read_dominance(Fields& fields) {
  const auto n = count(fields, "n");
  const auto k = fields.number("k");
  if (n < 1) fields.fail("n", "a number of contributors from 1 on is expected");
  if (!(k > 0 && k <= 1)) fields.fail("k", "a share above 0 and at most 1 is expected");
  return {static_cast<std::size_t>(n), k};
}

// A rule that is null is switched off; one that is left out is as usual.
bool is_off(const Json& settings, std::string_view name) {
  const auto found = settings.find(name);
  return found != settings.end() && found->is_null();
}

}  // namespace

Result<Settings> read_settings(const Json& settings, const std::string& path) {
  Fields fields(settings, path);
  Settings read;
  read.threshold = threshold_or(fields, "threshold", read.threshold);
  if (fields.find("zeros") != nullptr) {
    read.zeros_are_disclosive = word<Zeros>(fields, "zeros", kZeros) == Zeros::disclosive;
  }
  if (is_off(settings, "nk")) read.dominance.reset();
  if (fields.find("nk") != nullptr) {
    Fields dominance(fields.object("nk"), fields.path_of("nk"));
    read.dominance = read_dominance(dominance);
    if (auto done = dominance.done(); !done) fields.fail(done.error());
  }
  if (is_off(settings, "p_percent")) read.p_percent.reset();
  if (fields.find("p_percent") != nullptr) {
    read.p_percent = fields.number("p_percent");
    if (!(*read.p_percent >= 0)) fields.fail("p_percent", "a share of at least 0 is expected");
  }
  read.min_degrees_of_freedom = count_or(fields, "dof_min", read.min_degrees_of_freedom);
  if (fields.find("group_share_max") != nullptr) {
    read.group_share_max = fields.number("group_share_max");
    if (!(read.group_share_max > 0)) {
      fields.fail("group_share_max", "a share above 0 is expected");
    }
  }
  read.step_threshold = threshold_or(fields, "step_threshold", read.threshold);
  read.entity_threshold = count_or(fields, "entity_threshold", read.entity_threshold);
  if (fields.find("on_violation") != nullptr) {
    read.on_violation = word<OnViolation>(fields, "on_violation", kOnViolation);
  }
  if (auto done = fields.done(); !done) return done.error();
  return read;
}

}  // namespace passerelle::disclosure::outputs
