#include "node/analysis/compile_analyses.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "node/analysis/compile_bins.h"
#include "node/analysis/compile_comparisons.h"
#include "node/analysis/compile_models.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/compile_rates.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/design.h"
#include "node/analysis/own_estimates.h"
#include "node/analysis/released_numbers.h"
#include "node/base/fields.h"

namespace passerelle::analysis {
namespace {

constexpr std::array kMetaMethods{
    MetaAnalysis::Method::fixed, MetaAnalysis::Method::dersimonian_laird,
    MetaAnalysis::Method::paule_mandel, MetaAnalysis::Method::restricted_likelihood};

void read_count(Fields& fields, WrittenAnalysis& written) {
  CountAnalysis count;
  count.by = use_or_none(fields, written, "by", Role::group);
  written.analysis.what = std::move(count);
}

void read_crosstab(Fields& fields, WrittenAnalysis& written) {
  CrosstabAnalysis table;
  table.rows = use(fields, written, "rows", Role::group);
  table.columns = use_or_none(fields, written, "columns", Role::group);
  table.layers = use_or_none(fields, written, "layers", Role::group);
  if (table.layers && !table.columns) fields.fail("layers", "stands only with `columns`");
  written.analysis.what = std::move(table);
}

void read_describe(Fields& fields, WrittenAnalysis& written) {
  DescribeAnalysis describe;
  describe.variables = use_all(fields, written, "variables", Role::quantity);
  describe.by = use_or_none(fields, written, "by", Role::group);
  describe.quantiles = read_quantiles_of(describe.variables, describe.by, fields, written);
  written.analysis.what = std::move(describe);
}

void read_table_one(Fields& fields, WrittenAnalysis& written) {
  TableOneAnalysis table;
  table.by = use(fields, written, "by", Role::compared_group);
  table.variables = use_all(fields, written, "variables", Role::described);
  table.quantiles = read_quantiles_of(table.variables, table.by, fields, written);
  written.analysis.what = std::move(table);
}

template <class Check>
void read_data_check(Fields& fields, WrittenAnalysis& written, std::string_view field, Role role) {
  Check check;
  check.variables = use_all(fields, written, field, role);
  if (fields.has("max_percent")) {
    check.max_percent = fields.number("max_percent");
    if (!fields.failed() && !(*check.max_percent >= 0 && *check.max_percent <= 100)) {
      fields.fail("max_percent", "a number from 0 to 100 is expected");
    }
  }
  written.analysis.what = std::move(check);
}

std::vector<std::string> read_several(Fields& fields, WrittenAnalysis& written, Role role) {
  auto variables = use_all(fields, written, "variables", role);
  if (variables.size() < 2) fields.fail("variables", "at least two variables are expected");
  return variables;
}

void read_correlation(Fields& fields, WrittenAnalysis& written) {
  const auto method = fields.text_or("method", "pearson");
  if (method == "spearman") {
    const bool is_of_numbers = fields.has("resolution");
    auto names = read_several(fields, written, is_of_numbers ? Role::ranked_number : Role::ranked);
    auto grids = is_of_numbers ? read_grids_of(names, fields) : std::vector<QuantilesAnalysis>();
    written.analysis.what = RankCorrelationAnalysis{std::move(names), std::move(grids)};
  } else if (method == "pearson") {
    written.analysis.what = CorrelationAnalysis{read_several(fields, written, Role::related)};
  } else {
    fields.fail("method", "pearson or spearman is expected");
  }
}

void read_pca(Fields& fields, WrittenAnalysis& written) {
  PcaAnalysis pca;
  pca.variables = read_several(fields, written, Role::related);
  const auto of = fields.text_or("of", "correlation");
  if (of == "covariance") pca.of = PcaAnalysis::Of::covariance;
  else if (of != "correlation") fields.fail("of", "correlation or covariance is expected");
  written.analysis.what = std::move(pca);
}

using Written = std::vector<WrittenAnalysis>;

std::vector<std::string> ids_of(const Written& before) {
  std::vector<std::string> ids;
  for (const auto& written : before) ids.push_back(written.analysis.id);
  return ids;
}

// Requires: one of them has that id.
const WrittenAnalysis& find_written(const Written& before, const std::string& id) {
  return *std::ranges::find(before, id, [](const auto& one) { return one.analysis.id; });
}

void read_methods(Fields& fields, MetaAnalysis& meta) {
  for (const auto& word : fields.texts("methods")) {
    const auto named = std::find_if(kMetaMethods.begin(), kMetaMethods.end(),
                                    [&](auto method) { return code(method) == word; });
    if (named == kMetaMethods.end()) {
      fields.fail("methods", "`" + word + "` is no method; fixed, DL, PM or REML is expected");
    } else if (std::find(meta.methods.begin(), meta.methods.end(), *named) != meta.methods.end()) {
      fields.fail("methods", "`" + word + "` stands twice");
    } else {
      meta.methods.push_back(*named);
    }
  }
  if (meta.methods.empty()) fields.fail("methods", "at least one method is expected");
}

// Says that an analysis is made of one before it: of its rows and the same variables.
void use_analysis(Fields& fields,
                  std::string_view field,
                  const WrittenAnalysis& of,
                  WrittenAnalysis& written) {
  if (written.cohort || written.analysis.horizon || written.analysis.per_node) {
    fields.fail(field, "`cohort`, `horizon` and `per_node` stand in `" + of.analysis.id + "`");
  }
  written.cohort = of.cohort;
  written.uses = of.uses;
}

bool has_own_estimates(const Analysis& analysis) {
  return is_model(analysis) || std::holds_alternative<CrosstabAnalysis>(analysis.what) ||
         std::holds_alternative<DescribeAnalysis>(analysis.what) ||
         std::holds_alternative<RateAnalysis>(analysis.what) ||
         std::holds_alternative<DiagnosticAnalysis>(analysis.what);
}

void read_meta(Fields& fields, const Written& before, WrittenAnalysis& written) {
  const auto of = fields.text("of");
  MetaAnalysis meta;
  read_methods(fields, meta);
  if (fields.failed()) return;
  const auto named = number_named(ids_of(before), of);
  const auto* estimated = named ? &find_written(before, named->of) : nullptr;
  const bool is_one = named && named->pointer.empty() && has_own_estimates(estimated->analysis);
  if (!is_one) {
    return fields.fail(
        refused(AnalysisError::unknown_name, fields.path_of("of"),
                "a coefficient of a model that stands before is expected, such as "
                "cox.age, or a measure of a table, a mean, a rate or an area under a "
                "curve; `" +
                    of + "` is none"));
  }
  use_analysis(fields, "of", *estimated, written);
  if (!estimated->analysis.per_node) {
    return fields.fail("of", "`" + estimated->analysis.id +
                                 "` needs `per_node: true`, so that its nodes answer for "
                                 "themselves");
  }
  meta.of = estimated->analysis.id;
  meta.quantity = named->quantity;
  meta.is_logarithm = is_ratio(estimated->analysis, meta.quantity);
  written.analysis.what = std::move(meta);
}

void read_derive(Fields& fields, const Written& before, WrittenAnalysis& written) {
  const auto text = fields.text("expr");
  if (fields.failed()) return;
  auto formula = parse_formula(text, fields.path_of("expr"));
  if (!formula) return fields.fail(formula.error());
  DeriveAnalysis derive;
  const auto names = names_in(*formula);
  if (names.empty()) return fields.fail("expr", "at least one coefficient is expected");
  for (const auto& name : names) {
    const auto number = number_named(ids_of(before), name);
    const auto* of = number ? &find_written(before, number->of) : nullptr;
    const bool is_known = number && (!number->pointer.empty() || is_model(of->analysis));
    if (!is_known) {
      return fields.fail(refused(AnalysisError::unknown_name, fields.path_of("expr"),
                                 "a coefficient of a model that stands before is expected, such as "
                                 "cox.age, or another number of a pooled answer, such as "
                                 "`rates/rate` between backticks; `" +
                                     name + "` is none"));
    }
    if (derive.of.empty()) use_analysis(fields, "expr", *of, written);
    if (std::ranges::find(derive.of, number->of) == derive.of.end()) {
      derive.of.push_back(number->of);
    }
    derive.is_of_one_model &= number->pointer.empty();
  }
  derive.is_of_one_model &= derive.of.size() == 1;
  derive.formula = *std::move(formula);
  written.analysis.what = std::move(derive);
}

void read_type(Fields& fields, const Written& before, WrittenAnalysis& written) {
  const auto& type = written.analysis.type;
  if (type == "count") return read_count(fields, written);
  if (type == "crosstab") return read_crosstab(fields, written);
  if (type == "describe") return read_describe(fields, written);
  if (type == "table_one") return read_table_one(fields, written);
  if (type == "missingness") {
    return read_data_check<MissingnessAnalysis>(fields, written, "variables", Role::observed);
  }
  if (type == "conformance") {
    return read_data_check<ConformanceAnalysis>(fields, written, "variables", Role::judged);
  }
  if (type == "validation") {
    return read_data_check<ValidationAnalysis>(fields, written, "rules", Role::rule);
  }
  if (type == "histogram") return read_histogram(fields, written);
  if (type == "correlation") return read_correlation(fields, written);
  if (type == "pca") return read_pca(fields, written);
  if (type == "kaplan_meier") return read_kaplan_meier(fields, written);
  if (type == "log_rank") return read_log_rank(fields, written);
  if (type == "cox") return read_cox(fields, written);
  if (type == "linear") return read_linear(fields, written);
  if (type == "glm") return read_glm(fields, written);
  if (type == "propensity") return read_propensity(fields, written);
  if (type == "mixed") return read_mixed(fields, written);
  if (type == "did") return read_did(fields, written);
  if (type == "its") return read_its(fields, written);
  if (type == "rate") return read_rate(fields, written);
  if (type == "meta") return read_meta(fields, before, written);
  if (type == "diagnostic") return read_diagnostic(fields, written);
  if (type == "competing_risks") return read_competing_risks(fields, written);
  if (type == "quantiles") return read_quantiles(fields, written);
  if (type == "derive") return read_derive(fields, before, written);
  fields.fail(
      "type",
      "`" + type +
          "` is no type of analysis; one of count, crosstab, describe, table_one, "
          "missingness, conformance, validation, histogram, quantiles, correlation, pca, "
          "kaplan_meier, competing_risks, log_rank, cox, linear, glm, propensity, mixed, did, "
          "its, rate, diagnostic, meta, derive is expected");
}

// One table or model holds a variable once.
Result<void> check_uses_differ(const WrittenAnalysis& written) {
  std::set<std::string> names;
  for (const auto& use : written.uses) {
    if (use.role == Role::exact) continue;
    if (!names.insert(use.name).second) {
      return refused(AnalysisError::duplicate, use.path,
                     "`" + use.name + "` stands twice in this analysis");
    }
  }
  return {};
}

Result<WrittenAnalysis> read_analysis(const Json& json,
                                      const std::string& path,
                                      const Written& before) {
  Fields fields(json, path);
  WrittenAnalysis written;
  written.path = path;
  auto& analysis = written.analysis;
  analysis.id = fields.text("id");
  analysis.type = fields.text("type");
  if (fields.failed()) return fields.done().error();
  if (auto fits = check_identifier(analysis.id, fields.path_of("id")); !fits) return fits.error();
  if (fields.find("cohort") != nullptr) written.cohort = fields.text("cohort");
  analysis.per_node = fields.boolean_or("per_node", false);
  if (fields.find("horizon") != nullptr) {
    analysis.horizon = fields.number("horizon");
    if (!fields.failed() && !(*analysis.horizon > 0)) {
      fields.fail("horizon", "the end of follow-up, above 0, is expected");
    }
  }
  if (!fields.failed()) read_type(fields, before, written);
  if (auto read = fields.done(); !read) return read.error();
  if (auto differ = check_uses_differ(written); !differ) return differ.error();
  return written;
}

}  // namespace

std::string use(Fields& fields, WrittenAnalysis& written, std::string_view field, Role role) {
  auto name = fields.text(field);
  written.uses.push_back({name, fields.path_of(field), role});
  return name;
}

std::optional<std::string> use_or_none(Fields& fields,
                                       WrittenAnalysis& written,
                                       std::string_view field,
                                       Role role) {
  if (fields.find(field) == nullptr) return std::nullopt;
  return use(fields, written, field, role);
}

std::vector<std::string> use_all(Fields& fields,
                                 WrittenAnalysis& written,
                                 std::string_view field,
                                 Role role) {
  auto names = fields.texts(field);
  if (names.empty()) fields.fail(field, "at least one variable is expected");
  if (names.size() > kMaximumLevels) {
    fields.fail(refused(AnalysisError::too_large, fields.path_of(field),
                        "at most " + std::to_string(kMaximumLevels) + " variables"));
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    written.uses.push_back({names[i], path_to(fields.path_of(field), i), role});
  }
  return names;
}

Result<std::vector<WrittenAnalysis>> read_analyses(const Json& list, const std::string& path) {
  if (list.empty()) {
    return refused(AnalysisError::malformed, path, "at least one analysis is expected");
  }
  if (list.size() > kMaximumAnalyses) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kMaximumAnalyses) + " analyses");
  }
  std::vector<WrittenAnalysis> analyses;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = path_to(path, i);
    auto written = read_analysis(list[i], at, analyses);
    if (!written) return written.error();
    if (!ids.insert(written->analysis.id).second) {
      return refused(AnalysisError::duplicate, path_to(at, "id"),
                     "the id `" + written->analysis.id + "` stands twice");
    }
    analyses.push_back(*std::move(written));
  }
  return analyses;
}

}  // namespace passerelle::analysis
