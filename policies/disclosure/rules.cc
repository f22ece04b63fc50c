#include "policies/disclosure/rules.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/fields.h"

namespace passerelle::disclosure {
namespace {

// No programme of person counts needs more; keeps sums of counts far from overflow.
constexpr std::int64_t kGreatestMinimum = 1'000'000;

constexpr const char* kZerosAllowed = "allow";
constexpr const char* kZerosDisclosive = "disclosive";

constexpr const char* kPopulationPublic = "public";
constexpr const char* kPopulationSecret = "secret";

// In the order of the enumerators.
constexpr std::array kDifferencing{"nested", "close", "both"};

const char* code(Differencing differences) {
  return kDifferencing[static_cast<std::size_t>(differences)];
}

void read_differences(Fields& fields, Differencing& into) {
  if (!fields.has("differences")) return;
  const auto found =
      std::find(kDifferencing.begin(), kDifferencing.end(), fields.text("differences"));
  if (found == kDifferencing.end()) {
    return fields.fail("differences", "is \"nested\", \"close\" or \"both\"");
  }
  into = static_cast<Differencing>(found - kDifferencing.begin());
}

void read_population(Fields& fields, bool& into) {
  if (!fields.has("population")) return;
  const auto population = fields.text("population");
  into = population != kPopulationSecret;
  if (into && population != kPopulationPublic) {
    fields.fail("population", "is \"public\" or \"secret\"");
  }
}

void read_count(Fields& fields, const char* name, std::int64_t least, std::int64_t& into) {
  if (!fields.has(name)) return;
  into = fields.integer(name);
  if (into < least || into > kGreatestMinimum) {
    fields.fail(name, "must be at least " + std::to_string(least) + " and at most " +
                          std::to_string(kGreatestMinimum));
  }
}

void read_limit(Fields& fields, const char* name, std::optional<std::int64_t>& into) {
  if (!fields.has(name)) return;
  read_count(fields, name, 1, into.emplace());
}

void read_zeros(Fields& fields, bool& into) {
  if (!fields.has("zeros")) return;
  const auto zeros = fields.text("zeros");
  into = zeros == kZerosDisclosive;
  if (!into && zeros != kZerosAllowed) fields.fail("zeros", "is \"allow\" or \"disclosive\"");
}

void read_dominance(Fields& fields, Rules& rules) {
  if (!fields.has("dominance")) return;
  Fields dominance(fields.object("dominance"), fields.path_of("dominance"));
  const auto n = dominance.integer("n");
  const auto k = dominance.number("k");
  // The two largest contributions are what the evidence of a sum holds.
  if (n != 1 && n != 2) dominance.fail("n", "is 1 or 2");
  // The largest contributions never exceed the whole: a share of 1 would switch the rule off.
  if (!(k > 0 && k < 1)) dominance.fail("k", "is a share above 0 and below 1");
  if (auto read = dominance.done(); !read) return fields.fail(read.error());
  rules.dominance_n = static_cast<int>(n);
  rules.dominance_k = k;
}

void read_p_percent(Fields& fields, double& into) {
  if (!fields.has("p_percent")) return;
  into = fields.number("p_percent");
  if (!(into > 0 && into <= 1)) fields.fail("p_percent", "is a share above 0 and at most 1");
}

// A limit is stricter than none.
std::optional<std::int64_t> fewer(std::optional<std::int64_t> left,
                                  std::optional<std::int64_t> right) {
  return left && right ? std::min(left, right) : left ? left : right;
}

}  // namespace

Rules stricter(const Rules& left, const Rules& right) {
  return {
      .min_cell = std::max(left.min_cell, right.min_cell),
      .zeros_are_disclosive = left.zeros_are_disclosive || right.zeros_are_disclosive,
      .min_degrees_of_freedom = std::max(left.min_degrees_of_freedom, right.min_degrees_of_freedom),
      .dominance_n = std::max(left.dominance_n, right.dominance_n),
      .dominance_k = std::min(left.dominance_k, right.dominance_k),
      .p_percent = std::max(left.p_percent, right.p_percent),
      .differences = std::max(left.differences, right.differences),
      .population_is_public = left.population_is_public || right.population_is_public,
      .refusals_before_check = fewer(left.refusals_before_check, right.refusals_before_check)};
}

Result<Rules> rules_from_json(const Json& value, const std::string& path, const Rules& usual) {
  Rules rules = usual;
  Fields fields(value, path);
  read_count(fields, "min_cell", 2, rules.min_cell);
  read_zeros(fields, rules.zeros_are_disclosive);
  read_count(fields, "dof_min", 1, rules.min_degrees_of_freedom);
  read_dominance(fields, rules);
  read_p_percent(fields, rules.p_percent);
  read_differences(fields, rules.differences);
  read_population(fields, rules.population_is_public);
  read_limit(fields, "refusals_before_check", rules.refusals_before_check);
  if (auto read = fields.done(); !read) return read.error();
  return rules;
}

Json to_json(const Rules& rules) {
  Json json{{"min_cell", rules.min_cell},
            {"zeros", rules.zeros_are_disclosive ? kZerosDisclosive : kZerosAllowed},
            {"dof_min", rules.min_degrees_of_freedom},
            {"dominance", {{"n", rules.dominance_n}, {"k", rules.dominance_k}}},
            {"p_percent", rules.p_percent}};
  const Rules usual;
  if (rules.differences != usual.differences) json["differences"] = code(rules.differences);
  if (rules.population_is_public != usual.population_is_public) {
    json["population"] = kPopulationSecret;
  }
  if (rules.refusals_before_check) json["refusals_before_check"] = *rules.refusals_before_check;
  return json;
}

}  // namespace passerelle::disclosure
