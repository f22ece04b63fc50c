#include "node/explanation/passages.h"

#include <algorithm>
#include <unordered_set>

#include "node/analysis/compile_names.h"
#include "node/analysis/layout.h"
#include "node/base/json.h"
#include "node/explanation/expression_words.h"
#include "node/explanation/leaving.h"
#include "node/explanation/method.h"
#include "node/explanation/outputs.h"
#include "policies/documents/written.h"

namespace passerelle::explanation {
namespace {

using analysis::listed;
using analysis::MissingRule;
using analysis::Operator;
using analysis::RowSet;
using analysis::StudyPlan;
using analysis::Variable;
using Sentences = std::vector<std::string>;
using Seen = std::unordered_set<const analysis::Expression*>;
using Parts = std::map<std::string, const analysis::Expression*>;

class Teller {
 public:
  Teller(const StudyPlan& plan, Language language)
      : plan_(plan), language_(language), say_(words(language)) {}

  std::vector<Passage> tell() const {
    std::vector<Passage> passages;
    const auto add = [&](const char* heading, Sentences sentences) {
      if (!sentences.empty()) passages.push_back({say_(heading), std::move(sentences)});
    };
    add("heading.design", {say_("design.federated"), say_("design.pooled")});
    add("heading.data", data());
    add("heading.cohorts", cohorts());
    add("heading.variables", variables());
    add("heading.missing", missing());
    add("heading.analyses", analyses());
    add("heading.disclosure", disclosure());
    add("heading.quorum", quorum());
    return passages;
  }

 private:
  Sentences data() const {
    Sentences sentences;
    for (const auto& source : plan_.sources) {
      const bool is_base = &source == &plan_.base();
      std::vector<std::string> datasets;
      for (const auto& dataset : source.datasets) datasets.push_back(dataset.text());
      sentences.push_back(
          say_(is_base ? "data.source" : "data.linked", {source.alias, listed(datasets)}));
      const auto columns = source.all_columns();
      sentences.push_back(say_("data.columns", {listed({columns.begin(), columns.end()})}));
      if (!source.reading.through.empty()) {
        auto tables = source.table_names();
        tables.erase(tables.begin());
        sentences.push_back(say_("data.through", {listed(tables)}));
      }
      if (!source.reading.one_row_per.empty()) {
        sentences.push_back(say_("data.one_row_per", {source.reading.one_row_per}));
      }
      sentences.push_back(say_("data.person", {source.person}));
    }
    if (plan_.named_set) sentences.push_back(say_("data.named_set", {plan_.named_set->name}));
    if (plan_.has_links()) sentences.push_back(say_("data.linkage"));
    sentences.push_back(say_("data.opt_out"));
    return sentences;
  }

  Sentences cohorts() const {
    Sentences sentences;
    for (const auto& [name, cohort] : plan_.cohorts) {
      if (plan_.named_set && name == plan_.named_set->name) {
        sentences.push_back(say_("cohort.named", {name, plan_.base().alias}));
        continue;
      }
      sentences.push_back(cohort.where == nullptr
                              ? say_("cohort.all", {name, plan_.base().alias})
                              : say_("cohort.where", {name, plan_.base().alias,
                                                      in_words(*cohort.where, language_)}));
    }
    return sentences;
  }

  // A column that stands for itself and has no levels; such are named in one sentence.
  static bool is_plain(const Variable& variable) {
    const auto& expression = *variable.expression;
    return expression.op == Operator::column && expression.name == variable.name &&
           !variable.is_categorical() && variable.missing == MissingRule::complete;
  }

  // Variables that only others are made of.
  void add_parts(const analysis::Expression& expression, Parts& parts, Seen& seen) const {
    if (!seen.insert(&expression).second) return;
    const bool is_part =
        expression.op == Operator::reference && !plan_.variables.contains(expression.name);
    if (is_part) parts.emplace(expression.name, expression.operands[0].get());
    for (const auto& operand : expression.operands) add_parts(*operand, parts, seen);
  }

  Sentences parts() const {
    Parts found;
    Seen seen;
    for (const auto& [name, variable] : plan_.variables)
      add_parts(*variable.expression, found, seen);
    for (const auto& [name, cohort] : plan_.cohorts) {
      if (cohort.where != nullptr) add_parts(*cohort.where, found, seen);
    }
    Sentences sentences;
    for (const auto& [name, expression] : found) {
      sentences.push_back(say_("variable", {name, in_words(*expression, language_)}) + ".");
    }
    return sentences;
  }

  Sentences variables() const {
    auto sentences = parts();
    std::vector<std::string> plain;
    for (const auto& [name, variable] : plan_.variables) {
      // Bins, powers and pieces of splines are told with the analyses that ask for them.
      if (!variable.is_of_the_study()) continue;
      if (is_plain(variable)) plain.push_back(name);
      else sentences.push_back(variable_in_words(variable));
    }
    if (!plain.empty()) sentences.push_back(say_("variable.plain", {listed(plain)}));
    return sentences;
  }

  std::string variable_in_words(const Variable& variable) const {
    const auto& expression = *variable.expression;
    auto what = in_words(expression, language_);
    if (expression.op == Operator::column) what = say_("variable.column", {expression.name});
    auto text = say_("variable", {variable.name, what});
    const auto levels = analysis::names_of(variable.levels);
    // A cut has told its intervals, unless the study puts them in another order.
    const bool is_told = levels == expression.intervals;
    if (!levels.empty() && !is_told)
      text += say_("semicolon") + say_("variable.levels", {listed(levels)});
    for (const auto& grouping : variable.collapse) {
      text += say_("semicolon") +
              say_("variable.collapse", {listed(analysis::names_of(grouping.levels))});
    }
    if (variable.missing == MissingRule::category)
      text += say_("semicolon") + say_("variable.category");
    if (variable.missing == MissingRule::refuse)
      text += say_("semicolon") + say_("variable.refuse");
    return text + ".";
  }

  std::string rows_in_words(const RowSet& set, const char* key) const {
    return set.complete_on.empty() ? say_(std::string(key) + "_all", {set.cohort})
                                   : say_(key, {set.cohort, listed(set.complete_on)});
  }

  Sentences named_set(const RowSet& set) const {
    Sentences sentences{say_("missing.named", {set.cohort})};
    if (!set.complete_on.empty()) {
      sentences.push_back(say_("missing.named_complete", {listed(set.complete_on)}));
    }
    sentences.push_back(say_("missing.named_other"));
    return sentences;
  }

  Sentences missing() const {
    Sentences sentences;
    const auto set = plan_.row_sets.find(analysis::kAnalysisSet);
    const bool has_set = set != plan_.row_sets.end();
    if (plan_.named_set) {
      sentences = named_set(set->second);
    } else if (has_set) {
      sentences.push_back(rows_in_words(set->second, "missing.set"));
      sentences.push_back(say_("missing.left_out"));
      sentences.push_back(say_("missing.counted"));
    } else {
      sentences.push_back(say_("missing.own"));
    }
    for (const auto& [name, other] : plan_.row_sets) {
      if (other.is_left_out || name == analysis::kAnalysisSet) continue;
      std::vector<std::string> ids;
      for (const auto& one : plan_.analyses) {
        if (one.row_set == name) ids.push_back(one.id);
      }
      if (ids.empty()) continue;
      sentences.push_back(
          say_("missing.other", {listed(ids), rows_in_words(other, "missing.rows")}));
    }
    return sentences;
  }

  Sentences analyses() const {
    Sentences sentences;
    for (const auto& one : plan_.analyses) {
      sentences.push_back(analysis_passage(plan_, one, language_));
    }
    return sentences;
  }

  Sentences disclosure() const {
    return {plan_.min_cell ? say_("disclosure.min_cell", {std::to_string(*plan_.min_cell)})
                           : say_("disclosure.nodes"),
            say_("disclosure.together"), say_("disclosure.mark"), say_("disclosure.ledger")};
  }

  Sentences quorum() const {
    const auto& quorum = plan_.quorum;
    Sentences sentences{
        quorum.min_nodes ? say_("quorum.min_nodes", {std::to_string(*quorum.min_nodes)})
                         : say_("quorum.any"),
        say_(quorum.on_absent == analysis::OnAbsent::wait ? "quorum.wait" : "quorum.leave_out")};
    if (quorum.deadline) {
      sentences.push_back(
          say_("quorum.deadline", {documents::written(*quorum.deadline, Messages::in(language_))}));
    }
    return sentences;
  }

  const StudyPlan& plan_;
  Language language_;
  const Messages& say_;
};

}  // namespace

std::vector<Passage> passages_of(const StudyPlan& plan, Language language) {
  return Teller(plan, language).tell();
}

std::string analysis_passage(const StudyPlan& plan,
                             const analysis::Analysis& one,
                             Language language) {
  const auto& say = words(language);
  auto text = analysis_in_words(plan, one, language) + ".";
  if (one.horizon) text += " " + say("analysis.horizon", {number_text(*one.horizon)});
  if (const auto method = method_of(one, language)) text += " " + *method;
  if (one.per_node) text += " " + say("analysis.per_node");
  return text;
}

access::Texts plan_in_words(const StudyPlan& plan, const analysis::Analysis& one) {
  access::Texts texts;
  for (const auto language : {Language::en, Language::fr}) {
    texts[std::string(documents::tag(language))] =
        analysis_passage(plan, one, language) + " " + leaving_in_words(plan, one, language);
  }
  return texts;
}

}  // namespace passerelle::explanation
