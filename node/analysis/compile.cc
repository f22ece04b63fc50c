// compile_study: the document from top to bottom.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "node/analysis/compile_analyses.h"
#include "node/analysis/compile_cohorts.h"
#include "node/analysis/compile_comparisons.h"
#include "node/analysis/compile_names.h"
#include "node/analysis/compile_rates.h"
#include "node/analysis/compile_rows.h"
#include "node/analysis/compile_texts.h"
#include "node/analysis/compile_variables.h"
#include "node/analysis/design.h"
#include "node/analysis/events.h"
#include "node/analysis/expression.h"
#include "node/analysis/few_values.h"
#include "node/analysis/own_estimates.h"
#include "node/analysis/plan.h"
#include "node/analysis/released_numbers.h"
#include "node/analysis/rule_sets.h"
#include "node/base/fields.h"
#include "node/crypto/digest.h"
#include "policies/purposes/purpose.h"

namespace passerelle::analysis {
namespace {

constexpr std::size_t kMaximumSources = 20;
constexpr std::size_t kMaximumKindsOfEvents = 100;
constexpr std::size_t kMaximumDatasets = 200;

// The codes of this room, whoever found the mistake.
Error as_study_error(Error error) {
  if (error.code == BaseError::malformed) error.code = AnalysisError::malformed;
  if (error.code == BaseError::too_large) error.code = AnalysisError::too_large;
  return error;
}

Result<void> read_purpose(const std::string& code, const std::string& path) {
  if (purposes::parse_purpose(code)) return {};
  std::vector<std::string> codes;
  for (const auto purpose : purposes::all_purposes()) codes.emplace_back(purposes::code(purpose));
  return refused(AnalysisError::malformed, path,
                 "a purpose of Art. 53(1) is expected: " + listed(codes));
}

Result<Amendment> read_amendment(const Json& written) {
  Fields fields(written, "/study/amends");
  Amendment amendment;
  amendment.digest = fields.text("digest");
  amendment.reason = read_by_language(fields, "reason", kLongestSummary);
  if (auto read = fields.done(); !read) return read.error();
  const bool is_digest =
      amendment.digest.size() == 64 &&
      amendment.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!is_digest) {
    return refused(AnalysisError::malformed, fields.path_of("digest"),
                   "the digest of a study is expected: 64 digits of lower-case hex");
  }
  return amendment;
}

Result<void> read_study(StudyPlan& plan, const Json& written) {
  Fields fields(written, "/study");
  plan.id = fields.text("id");
  plan.version = fields.text("version");
  plan.title = read_by_language(fields, "title", kLongestTitle);
  if (fields.find("summary") != nullptr) {
    plan.summary = read_by_language(fields, "summary", kLongestSummary);
  }
  plan.purpose = fields.text("purpose");
  const Json* amends = fields.find("amends");
  if (auto read = fields.done(); !read) return read;
  if (amends != nullptr) {
    auto amendment = read_amendment(*amends);
    if (!amendment) return amendment.error();
    plan.amends = *std::move(amendment);
  }
  if (auto fits = check_identifier(plan.id, "/study/id"); !fits) return fits;
  if (plan.version.size() > 64) {
    return refused(AnalysisError::too_large, "/study/version", "at most 64 bytes");
  }
  return read_purpose(plan.purpose, "/study/purpose");
}

template <class Sources>
auto* find_source(Sources& sources, const std::string& alias) {
  const auto found = std::ranges::find(sources, alias, &Source::alias);
  return found == sources.end() ? nullptr : &*found;
}

Result<Source> read_source(const Json& written, const std::string& at) {
  Fields fields(written, at);
  Source source;
  source.alias = fields.text("alias");
  const auto datasets = fields.texts("datasets");
  source.person = fields.text("person");
  const Json* reading = fields.find("reading");
  const auto identifiers = fields.texts_or_none("identifiers");
  if (auto read = fields.done(); !read) return read.error();
  source.identifiers = {identifiers.begin(), identifiers.end()};
  source.identifiers.insert(source.person);
  if (reading != nullptr) {
    auto read = query::reading_from_json(*reading, fields.path_of("reading"));
    if (!read) return read.error();
    source.reading = *std::move(read);
  }
  if (auto fits = check_free_identifier(source.alias, fields.path_of("alias")); !fits) {
    return fits.error();
  }
  if (auto fits = check_column_name(source.person, fields.path_of("person")); !fits) {
    return fits.error();
  }
  const auto path = fields.path_of("datasets");
  if (datasets.empty()) {
    return refused(AnalysisError::malformed, path, "at least one data set is expected");
  }
  if (datasets.size() > kMaximumDatasets) {
    return refused(AnalysisError::too_large, path,
                   "at most " + std::to_string(kMaximumDatasets) + " data sets");
  }
  std::set<std::string> known;
  for (std::size_t i = 0; i < datasets.size(); ++i) {
    const auto one_at = path_to(path, i);
    if (auto fits = check_iri(datasets[i], one_at); !fits) return fits.error();
    if (!known.insert(datasets[i]).second) {
      return refused(AnalysisError::duplicate, one_at, "the data set stands twice");
    }
    source.datasets.emplace_back(datasets[i]);
  }
  source.columns.insert(source.person);
  return source;
}

// The source that the cohorts come from; without cohorts the first.
std::string base_alias(const std::vector<Source>& sources, const Json* cohorts) {
  if (cohorts != nullptr && cohorts->is_object()) {
    for (const auto& cohort : *cohorts) {
      if (!cohort.is_object() || !cohort.contains("from")) continue;
      const auto* alias = cohort["from"].get_ptr<const std::string*>();
      if (alias != nullptr && find_source(sources, *alias) != nullptr) return *alias;
    }
  }
  return sources.front().alias;
}

Result<void> read_sources(StudyPlan& plan, const Json& list, const Json* cohorts) {
  if (list.empty()) {
    return refused(AnalysisError::malformed, "/sources", "at least one source is expected");
  }
  if (list.size() > kMaximumSources) {
    return refused(AnalysisError::too_large, "/sources",
                   "at most " + std::to_string(kMaximumSources) + " sources");
  }
  plan.sources.clear();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = path_to("/sources", i);
    auto source = read_source(list[i], at);
    if (!source) return source.error();
    if (find_source(plan.sources, source->alias) != nullptr) {
      return refused(AnalysisError::duplicate, path_to(at, "alias"),
                     "`" + source->alias + "` stands twice");
    }
    plan.sources.push_back(*std::move(source));
  }
  const auto base = base_alias(plan.sources, cohorts);
  std::ranges::stable_partition(plan.sources,
                                [&](const Source& source) { return source.alias == base; });
  return {};
}

Result<void> read_disclosure(StudyPlan& plan, const Json* written) {
  if (written == nullptr) return {};
  Fields fields(*written, "/disclosure");
  if (fields.find("min_cell") != nullptr) {
    plan.min_cell = fields.integer("min_cell");
    if (*plan.min_cell < 2) fields.fail("min_cell", "at least 2 persons are expected");
  }
  return fields.done();
}

Result<void> read_quorum(StudyPlan& plan, const Json* written) {
  if (written == nullptr) return {};
  Fields fields(*written, "/quorum");
  if (fields.find("min_nodes") != nullptr) {
    plan.quorum.min_nodes = fields.integer("min_nodes");
    if (*plan.quorum.min_nodes < 1) fields.fail("min_nodes", "at least 1 node is expected");
  }
  const auto on_absent = fields.text_or("on_absent", "wait");
  if (on_absent == "leave_out") {
    plan.quorum.on_absent = OnAbsent::leave_out;
  } else if (on_absent != "wait") {
    fields.fail("on_absent", "`wait` or `leave_out` is expected");
  }
  if (fields.find("deadline") != nullptr) plan.quorum.deadline = fields.instant("deadline");
  return fields.done();
}

// A coefficient of a level is there only as long as levels are not taken together.
Result<void> check_stays(const StudyPlan& plan,
                         const Analysis& model,
                         const std::string& coefficient,
                         const std::string& path) {
  for (const auto& estimated : coefficients_of(plan, model)) {
    if (estimated.name != coefficient) continue;
    for (const auto& factor : estimated.factors) {
      if (plan.variable(factor.variable).collapse.empty()) continue;
      return refused(
          AnalysisError::not_offered, path,
          "`" + coefficient + "` may not be there: `" + factor.variable + "` declares `collapse`");
    }
  }
  return {};
}

Result<void> check_coefficient(const StudyPlan& plan,
                               const std::string& of,
                               const std::string& coefficient,
                               const std::string& path) {
  const auto& model = find_analysis(plan, of);
  const auto names = estimates_of(plan, model);
  if (std::ranges::find(names, coefficient) != names.end()) {
    return check_stays(plan, model, coefficient, path);
  }
  return refused(AnalysisError::unknown_name, path,
                 "`" + of + "` has no coefficient `" + coefficient + "`; it has: " + listed(names));
}

Result<void> check_number(const std::string& of,
                          const std::string& name,
                          const std::vector<std::string>& known,
                          const std::string& path) {
  if (std::ranges::find(known, name) != known.end()) return {};
  const auto offers = known.empty() ? "nothing of that kind" : listed(known);
  return refused(AnalysisError::unknown_name, path,
                 "`" + of + "` has no `" + name + "`; it has: " + offers);
}

Result<void> check_quantity(const StudyPlan& plan,
                            const MetaAnalysis& meta,
                            const std::string& path) {
  const auto& of = find_analysis(plan, meta.of);
  if (is_model(of)) return check_coefficient(plan, meta.of, meta.quantity, path);
  return check_number(meta.of, meta.quantity, own_quantities(plan, of), path);
}

Result<void> check_formula(const StudyPlan& plan,
                           const DeriveAnalysis& derive,
                           const std::string& path) {
  for (const auto& name : names_in(derive.formula)) {
    const auto number = *number_named(derive.of, name);
    const auto known =
        number.pointer.empty()
            ? check_coefficient(plan, number.of, number.quantity, path)
            : check_number(number.of, number.pointer,
                           released_numbers(plan, find_analysis(plan, number.of)), path);
    if (!known) return known;
  }
  return {};
}

// What is made of numbers of other analyses is made of some that these have.
Result<void> check_numbers(const StudyPlan& plan) {
  for (std::size_t i = 0; i < plan.analyses.size(); ++i) {
    const auto path = path_to("/analyses", i);
    const auto* meta = std::get_if<MetaAnalysis>(&plan.analyses[i].what);
    const auto* derive = std::get_if<DeriveAnalysis>(&plan.analyses[i].what);
    const auto known = meta     ? check_quantity(plan, *meta, path_to(path, "of"))
                       : derive ? check_formula(plan, *derive, path_to(path, "expr"))
                                : Result<void>();
    if (!known) return known;
  }
  return {};
}

// Who a row is about is nothing to compute with: a comparison would name one person.
Result<void> check_person(const Expression& expression, const Source& source, SeenParts& seen) {
  const auto* found = find_part(
      expression,
      [&](const Expression& part) {
        return part.op == Operator::column && source.identifiers.contains(part.name);
      },
      seen);
  if (found == nullptr) return {};
  return refused(AnalysisError::malformed, found->path,
                 "`" + found->name + "` tells persons apart; no study computes with it");
}

// What the study's own rows are read for.
Result<void> take_columns_of_base(StudyPlan& plan) {
  auto& base = plan.sources.front();
  SeenParts seen;
  const auto take = [&](const Expression* expression) -> Result<void> {
    if (expression == nullptr) return {};
    collect_columns(*expression, base.columns);
    return check_person(*expression, base, seen);
  };
  for (const auto& [name, variable] : plan.variables) {
    if (auto fits = take(variable.expression.get()); !fits) return fits;
  }
  for (const auto& [name, cohort] : plan.cohorts) {
    if (auto fits = take(cohort.where.get()); !fits) return fits;
  }
  return {};
}

Result<void> take_columns(StudyPlan& plan, const EventRows& rows) {
  auto* source = find_source(plan.sources, rows.source);
  if (source == nullptr || source == &plan.sources.front()) {
    std::vector<std::string> linked;
    for (std::size_t i = 1; i < plan.sources.size(); ++i) linked.push_back(plan.sources[i].alias);
    return refused(AnalysisError::unknown_name, path_to(rows.path, "source"),
                   linked.empty() ? "the study has no source beside that of its cohorts"
                                  : "the alias of a linked source is expected: " + listed(linked));
  }
  SeenParts seen;
  for (const auto& expression : {rows.where, rows.date, rows.end, rows.value, rows.sum, rows.by}) {
    if (expression == nullptr) continue;
    collect_columns(*expression, source->columns);
    if (auto fits = check_person(*expression, *source, seen); !fits) return fits;
  }
  return {};
}

// A source that nothing is asked of would be linked for nothing.
Result<void> take_columns_of_linked(StudyPlan& plan) {
  std::set<std::string> used;
  const auto kinds = events_of(plan);
  if (kinds.size() > kMaximumKindsOfEvents) {
    return refused(AnalysisError::too_large, "/variables",
                   "at most " + std::to_string(kMaximumKindsOfEvents) +
                       " kinds of events; windows make no kinds");
  }
  for (const auto& [key, events] : kinds) {
    for (const auto& rows : events->rows) {
      if (auto taken = take_columns(plan, rows); !taken) return taken;
      used.insert(rows.source);
    }
  }
  for (std::size_t i = 1; i < plan.sources.size(); ++i) {
    const auto& alias = plan.sources[i].alias;
    if (used.contains(alias)) continue;
    return refused(AnalysisError::malformed, "/sources",
                   "no variable or cohort of an analysis asks for events of `" + alias +
                       "`, and rows are those of `" + plan.base().alias + "`");
  }
  return {};
}

Result<StudyPlan> compile(const Json& document) {
  const auto whole = written_out(document);
  if (!whole) return whole.error();
  Fields fields(*whole, "");
  const auto format = fields.text("passerelle");
  if (!fields.failed() && format != "study/1") fields.fail("passerelle", "study/1 is expected");
  const auto& study = fields.object("study");
  const auto& sources = fields.array("sources");
  const Json* variables = fields.find("variables");
  const Json* cohorts = fields.find("cohorts");
  const Json* analysis_set = fields.find("analysis_set");
  const auto& analyses = fields.array("analyses");
  const Json* disclosure = fields.find("disclosure");
  const Json* quorum = fields.find("quorum");
  if (auto read = fields.done(); !read) return read.error();

  StudyPlan plan;
  if (auto read = read_study(plan, study); !read) return read.error();
  if (auto read = read_sources(plan, sources, cohorts); !read) return read.error();
  VariableTable table(variables);
  if (auto read = table.read(); !read) return read.error();
  auto known_cohorts = read_cohorts(cohorts, plan.base().alias, table.resolver());
  if (!known_cohorts) return known_cohorts.error();
  auto set = read_analysis_set(analysis_set, *known_cohorts);
  if (!set) return set.error();
  auto written = read_analyses(analyses, "/analyses");
  if (!written) return written.error();
  if (auto placed = place_analyses(plan, *std::move(written), *known_cohorts, *set, table);
      !placed) {
    return placed.error();
  }
  if (auto added = add_intermediates(plan); !added) return added.error();
  if (auto taken = take_columns_of_base(plan); !taken) return taken.error();
  if (auto taken = take_columns_of_linked(plan); !taken) return taken.error();
  if (auto known = check_numbers(plan); !known) return known.error();
  if (auto fits = check_effects(plan); !fits) return fits.error();
  if (auto fits = settle_rates(plan, analyses); !fits) return fits.error();
  if (auto read = read_disclosure(plan, disclosure); !read) return read.error();
  if (auto read = read_quorum(plan, quorum); !read) return read.error();
  auto digest = study_digest(document);
  if (!digest) return digest.error();
  plan.digest = *std::move(digest);
  return plan;
}

}  // namespace

Result<StudyPlan> compile_study(const Json& document) {
  auto plan = compile(document);
  if (!plan) return as_study_error(plan.error());
  return plan;
}

std::set<std::string> Source::all_columns() const {
  auto all = reading.own_columns();
  all.insert(columns.begin(), columns.end());
  return all;
}

std::vector<std::string> Source::table_names() const {
  std::vector<std::string> names{alias};
  for (const auto& through : reading.through) names.push_back(through.table);
  return names;
}

std::vector<DatasetId> StudyPlan::datasets() const {
  std::set<DatasetId> all;
  for (const auto& source : sources) all.insert(source.datasets.begin(), source.datasets.end());
  return {all.begin(), all.end()};
}

const Analysis& find_analysis(const StudyPlan& plan, const std::string& id) {
  return *std::ranges::find(plan.analyses, id, &Analysis::id);
}

Result<void> check_quorum(const StudyPlan& plan, std::size_t nodes) {
  const auto wanted = plan.quorum.min_nodes.value_or(1);
  if (static_cast<std::int64_t>(nodes) >= wanted) return {};
  return refused(AnalysisError::too_few_nodes, "/quorum/min_nodes",
                 "the study asks for " + std::to_string(wanted) + " nodes or more, " +
                     std::to_string(nodes) + " would take part");
}

Result<std::string> study_digest(const Json& document) {
  auto text = canonical(document);
  if (!text) return as_study_error(text.error());
  return crypto::sha256_hex(*text);
}

}  // namespace passerelle::analysis
