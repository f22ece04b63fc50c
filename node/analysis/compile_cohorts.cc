#include "node/analysis/compile_cohorts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "node/analysis/compile_names.h"
#include "node/base/fields.h"
#include "node/base/limits.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumCohorts = 200;

// A cohort is read after the one that it narrows.
class CohortReader {
 public:
  CohortReader(const Json& written, const std::string& alias, const NameResolver& names)
      : written_(written), alias_(alias), names_(names) {}

  Result<void> read(const std::string& name) {
    if (cohorts_.contains(name)) return {};
    const auto path = path_to("/cohorts", name);
    if (auto fits = check_free_identifier(name, path); !fits) return fits;
    Fields fields(written_.at(name), path);
    const auto from = fields.text("from");
    const Json* where = fields.find("where");
    if (auto done = fields.done(); !done) return done;
    Cohort cohort{name, nullptr, {}};
    if (from != alias_) {
      if (auto begun = begin_from(from, fields.path_of("from"), cohort); !begun) return begun;
    }
    if (where != nullptr) {
      if (auto narrowed = narrow(cohort, *where, fields.path_of("where")); !narrowed) {
        return narrowed;
      }
    }
    cohorts_.emplace(name, std::move(cohort));
    return {};
  }

  std::map<std::string, Cohort> take() { return std::move(cohorts_); }

 private:
  Result<void> begin_from(const std::string& wider, const std::string& path, Cohort& cohort) {
    if (!written_.contains(wider)) {
      return refused(AnalysisError::unknown_name, path,
                     "the rows of a study are those of one source, here " + alias_ +
                         ", or of another of its cohorts");
    }
    open_.push_back(cohort.name);
    if (std::find(open_.begin(), open_.end(), wider) != open_.end()) {
      return refused(AnalysisError::malformed, path, "cohorts narrow each other in a circle");
    }
    if (auto known = read(wider); !known) return known;
    open_.pop_back();
    cohort = {cohort.name, cohorts_.at(wider).where, cohorts_.at(wider).narrows};
    cohort.narrows.push_back(wider);
    return {};
  }

  Result<void> narrow(Cohort& cohort, const Json& written, const std::string& path) const {
    auto condition = parse_expression(written, path, names_);
    if (!condition) return condition.error();
    if (auto fits = check_condition(**condition, {}); !fits) return fits;
    if (cohort.where == nullptr) {
      cohort.where = *std::move(condition);
      return {};
    }
    auto both = operation(Operator::conjunction, path, {cohort.where, *std::move(condition)});
    if (both->depth > kMaximumExpressionDepth) {
      return refused(AnalysisError::too_large, path,
                     "conditions nest at most " + std::to_string(kMaximumExpressionDepth) +
                         " levels, with those of the cohorts that this one narrows");
    }
    cohort.where = std::move(both);
    return {};
  }

  const Json& written_;
  const std::string& alias_;
  const NameResolver& names_;
  std::map<std::string, Cohort> cohorts_;
  std::vector<std::string> open_;  // that are being read, each narrowing the next
};

}  // namespace

Result<std::map<std::string, Cohort>> read_cohorts(const Json* written,
                                                   const std::string& alias,
                                                   const NameResolver& names) {
  if (written == nullptr) return std::map<std::string, Cohort>{{alias, {alias, nullptr, {}}}};
  if (!written->is_object() || written->empty()) {
    return refused(AnalysisError::malformed, "/cohorts",
                   "an object with at least one cohort is expected");
  }
  if (written->size() > kMaximumCohorts) {
    return refused(AnalysisError::too_large, "/cohorts",
                   "at most " + std::to_string(kMaximumCohorts) + " cohorts");
  }
  CohortReader reader(*written, alias, names);
  for (const auto& [name, cohort] : written->items()) {
    if (auto read = reader.read(name); !read) return read.error();
  }
  return reader.take();
}

}  // namespace passerelle::analysis
