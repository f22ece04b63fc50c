#include "node/analysis/compile_bins.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "node/analysis/compile_names.h"
#include "node/analysis/compile_survival.h"
#include "node/analysis/expression_parse.h"

namespace passerelle::analysis {
namespace {

// No study can give a variable a name with this mark.
constexpr const char* kBinsSuffix = "@bins";

// The cut is of a column of the variable's name until the variable is known (add_bins).
Result<Binning> binning_of(const std::string& variable,
                           const Json& breaks,
                           const std::string& path) {
  const auto as_column = [](const std::string& name, const std::string& at, int) {
    return Result<ExpressionPtr>(column_expression(name, at));
  };
  auto cut = parse_expression({{"cut", variable}, {"breaks", breaks}}, path, as_column);
  if (!cut) return cut.error();
  return Binning{variable, variable + kBinsSuffix, *std::move(cut)};
}

bool is_finite_number(const Json& json) {
  return json.is_number() && std::isfinite(json.get<double>());
}

double number_of(const Json& json) {
  const auto number = json.get<double>();
  return number == 0 ? 0.0 : number;
}

std::vector<double> read_thresholds(Fields& fields) {
  const auto path = fields.path_of("thresholds");
  const auto& list = fields.array("thresholds");
  std::vector<double> thresholds;
  if (!fields.failed() && (list.empty() || list.size() >= kMaximumBreaks)) {
    fields.fail("thresholds", "a list of 1 to " + std::to_string(kMaximumBreaks - 1) +
                                  " increasing numbers is expected");
  }
  for (std::size_t i = 0; i < list.size() && !fields.failed(); ++i) {
    if (!is_finite_number(list[i]) ||
        (!thresholds.empty() && !(number_of(list[i]) > thresholds.back()))) {
      fields.fail(refused(AnalysisError::malformed, path_to(path, i),
                          "thresholds are numbers that increase strictly"));
    } else {
      thresholds.push_back(number_of(list[i]));
    }
  }
  return thresholds;
}

// One threshold has a fourfold table; several have a curve, and the table of the one named.
void read_score(Fields& fields, DiagnosticAnalysis& diagnostic) {
  diagnostic.has_curve = fields.find("thresholds") != nullptr;
  if (diagnostic.has_curve) diagnostic.thresholds = read_thresholds(fields);
  if (fields.failed()) return;
  auto& all = diagnostic.thresholds;
  if (const Json* threshold = fields.find("threshold")) {
    if (!is_finite_number(*threshold)) return fields.fail("threshold", "a number is expected");
    diagnostic.threshold = number_of(*threshold);
    if (!diagnostic.has_curve) all = {*diagnostic.threshold};
    if (std::find(all.begin(), all.end(), *diagnostic.threshold) == all.end()) {
      fields.fail("threshold", "one of `thresholds` is expected");
    }
  } else if (!diagnostic.has_curve) {
    fields.fail("threshold", "is missing; a score needs `threshold`, `thresholds` or both");
  } else if (all.size() == 1) {
    diagnostic.threshold = all.front();
  }
  diagnostic.has_calibration = fields.boolean_or("calibration", false);
  const bool are_probabilities = diagnostic.has_curve && all.front() > 0 && all.back() < 1;
  if (diagnostic.has_calibration && !are_probabilities) {
    fields.fail("calibration", "of a probability: `thresholds` between 0 and 1 are expected");
  }
}

Binning* binning_in(Analysis& analysis) {
  if (auto* histogram = std::get_if<HistogramAnalysis>(&analysis.what)) return histogram;
  auto* diagnostic = std::get_if<DiagnosticAnalysis>(&analysis.what);
  return diagnostic != nullptr && diagnostic->score ? &*diagnostic->score : nullptr;
}

// Of a cut that is closed on the right.
std::string interval_name(const Expression& cut, std::size_t i) {
  const double low = cut.breaks[i], high = cut.breaks[i + 1];
  if (std::isinf(low)) return "<=" + number_text(high);
  if (std::isinf(high)) return ">" + number_text(low);
  return (i == 0 ? "[" : "(") + number_text(low) + "," + number_text(high) + "]";
}

void read_probabilities(Fields& fields, QuantilesAnalysis& quantiles) {
  const auto& probs = fields.array("probs");
  if (!fields.failed() && (probs.empty() || probs.size() > kMaximumLevels)) {
    fields.fail("probs",
                "a list of 1 to " + std::to_string(kMaximumLevels) + " probabilities is expected");
  }
  quantiles.probabilities.clear();
  for (std::size_t i = 0; i < probs.size() && !fields.failed(); ++i) {
    const bool is_probability =
        is_finite_number(probs[i]) && probs[i].get<double>() >= 0 && probs[i].get<double>() <= 1;
    if (!is_probability) {
      fields.fail(refused(AnalysisError::malformed, path_to(fields.path_of("probs"), i),
                          "a number from 0 to 1 is expected"));
    } else {
      quantiles.probabilities.push_back(number_of(probs[i]));
    }
  }
}

void read_definition(Fields& fields, QuantilesAnalysis& quantiles) {
  if (fields.find("definition") == nullptr) return;
  const auto definition = fields.integer("definition");
  if (definition < 1 || definition > 9) fields.fail("definition", "1 to 9 is expected");
  else quantiles.definition = static_cast<int>(definition);
}

double read_resolution(Fields& fields, std::string_view field) {
  const auto resolution = fields.number(field);
  if (!fields.failed() && !(resolution > 0)) {
    fields.fail(field, "a number above 0, to which values are known, is expected");
  }
  return resolution;
}

}  // namespace

void read_histogram(Fields& fields, WrittenAnalysis& written) {
  const auto variable = use(fields, written, "variable", Role::binned);
  const auto& breaks = fields.array("breaks");
  if (fields.failed()) return;
  auto binning = binning_of(variable, breaks, written.path);
  if (!binning) return fields.fail(binning.error());
  written.analysis.what = HistogramAnalysis{*std::move(binning)};
}

void read_diagnostic(Fields& fields, WrittenAnalysis& written) {
  DiagnosticAnalysis diagnostic;
  diagnostic.truth = use(fields, written, "truth", Role::condition);
  const bool has_score = fields.find("score") != nullptr;
  if (!has_score) {
    diagnostic.test = use(fields, written, "test", Role::condition);
    for (const char* field : {"threshold", "thresholds"}) {
      if (fields.find(field) != nullptr) fields.fail(field, "stands only with `score`");
    }
    written.analysis.what = std::move(diagnostic);
    return;
  }
  if (fields.find("test") != nullptr) fields.fail("test", "stands without `score`");
  const auto score = use(fields, written, "score", Role::binned);
  read_score(fields, diagnostic);
  if (fields.failed()) return;
  auto breaks = Json::array({nullptr});
  for (const double threshold : diagnostic.thresholds) breaks.push_back(threshold);
  breaks.push_back(nullptr);
  auto binning = binning_of(score, breaks, written.path);
  if (!binning) return fields.fail(binning.error());
  diagnostic.score = *std::move(binning);
  written.analysis.what = std::move(diagnostic);
}

void read_quantiles(Fields& fields, WrittenAnalysis& written) {
  QuantilesAnalysis quantiles;
  quantiles.variable = use(fields, written, "variable", Role::binned);
  read_probabilities(fields, quantiles);
  read_definition(fields, quantiles);
  quantiles.resolution = read_resolution(fields, "resolution");
  written.analysis.what = std::move(quantiles);
}

std::vector<QuantilesAnalysis> read_quantiles_of(const std::vector<std::string>& variables,
                                                 const std::optional<std::string>& by,
                                                 Fields& fields,
                                                 WrittenAnalysis& written) {
  std::vector<QuantilesAnalysis> all;
  if (!fields.has("quantiles")) return all;
  Fields inside(fields.object("quantiles"), fields.path_of("quantiles"));
  QuantilesAnalysis quantiles{"", {0.25, 0.5, 0.75}};
  if (inside.has("probs")) read_probabilities(inside, quantiles);
  read_definition(inside, quantiles);
  quantiles.by = by;
  Fields resolutions(inside.object("resolution"), inside.path_of("resolution"));
  for (const auto& variable : variables) {
    if (!resolutions.has(variable)) continue;
    quantiles.variable = variable;
    quantiles.resolution = read_resolution(resolutions, variable);
    all.push_back(quantiles);
    for (auto& use : written.uses) {
      if (use.name == variable) use.role = Role::binned;
    }
  }
  if (all.empty()) inside.fail("resolution", "that of at least one of `variables` is expected");
  for (auto* reader : {&resolutions, &inside}) {
    if (auto read = reader->done(); !read) fields.fail(read.error());
  }
  return all;
}

std::vector<QuantilesAnalysis> read_grids_of(const std::vector<std::string>& variables,
                                             Fields& fields) {
  std::vector<QuantilesAnalysis> all;
  Fields resolutions(fields.object("resolution"), fields.path_of("resolution"));
  for (const auto& variable : variables) {
    QuantilesAnalysis grid;
    grid.variable = variable;
    grid.resolution = read_resolution(resolutions, variable);
    all.push_back(std::move(grid));
  }
  if (auto read = resolutions.done(); !read) fields.fail(read.error());
  return all;
}

Result<void> add_bins(StudyPlan& plan, WrittenAnalysis& written) {
  auto* binning = binning_in(written.analysis);
  if (binning == nullptr) return {};
  const auto& variable = plan.variables.at(binning->variable);
  auto cut = *binning->cut;
  cut.operands = {variable.expression};
  cut.depth = variable.expression->depth + 1;
  cut.is_closed_right = std::holds_alternative<HistogramAnalysis>(written.analysis.what);
  Variable bins;
  bins.name = binning->bins;
  bins.bins_of = binning->variable;
  for (std::size_t i = 0; i < cut.intervals.size(); ++i) {
    auto& name = cut.intervals[i];
    if (cut.is_closed_right) name = interval_name(cut, i);
    bins.levels.push_back(Level{name, name});
  }
  binning->cut = bins.expression = std::make_shared<const Expression>(std::move(cut));
  const auto [known, is_new] = plan.variables.emplace(binning->bins, bins);
  if (!is_new && known->second.expression->intervals != bins.expression->intervals) {
    return refused(AnalysisError::not_offered, written.path,
                   "another analysis cuts `" + binning->variable +
                       "` at other breaks; the two could be subtracted from each other");
  }
  return {};
}

}  // namespace passerelle::analysis
