#include "node/explanation/outputs.h"

#include <algorithm>
#include <variant>

#include "node/analysis/design.h"
#include "node/analysis/outcomes.h"
#include "node/explanation/finest_cells.h"

namespace passerelle::explanation {
namespace {

using access::Texts;
using analysis::StudyPlan;
using documents::in_both;

// What fits on the page.
constexpr std::size_t kMaximumSentences = 8;

template <class... Kinds>
struct Overloaded : Kinds... {
  using Kinds::operator()...;
};
template <class... Kinds>
Overloaded(Kinds...) -> Overloaded<Kinds...>;

void add(std::vector<std::string>& names, const std::optional<std::string>& name) {
  if (name) names.push_back(*name);
}

// The variables of which an analysis shows something.
std::vector<std::string> variables_of(const StudyPlan& plan, const analysis::Analysis& one) {
  std::vector<std::string> names;
  const auto add_new = [&](const std::vector<std::string>& variables) {
    for (const auto& variable : variables) {
      const auto& name = plan.variable(variable).source();
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  };
  const auto add_terms = [&] {
    for (const auto& term : analysis::terms_of(one)) add_new(analysis::factors_of(term));
  };
  std::visit(
      Overloaded{
          [&](const analysis::CountAnalysis& count) { add(names, count.by); },
          [&](const analysis::CrosstabAnalysis& table) {
            names.push_back(table.rows);
            add(names, table.columns);
            add(names, table.layers);
          },
          [&](const analysis::DescribeAnalysis& description) {
            names = description.variables;
            add(names, description.by);
          },
          [&](const analysis::TableOneAnalysis& table) {
            names = table.variables;
            names.push_back(table.by);
          },
          [&](const analysis::HistogramAnalysis& histogram) { names = {histogram.variable}; },
          [&](const analysis::CorrelationAnalysis& what) { names = what.variables; },
          [&](const analysis::PcaAnalysis& what) { names = what.variables; },
          [&](const analysis::KaplanMeierAnalysis& curve) {
            names = {curve.time, curve.event};
            add(names, curve.by);
          },
          [&](const analysis::LogRankAnalysis& test) {
            names = {test.time, test.event, test.by};
            add_new(test.strata);
          },
          [&](const analysis::CoxAnalysis& model) {
            names = {model.time, model.event};
            add(names, model.entry);
            add_terms();
            add_new(model.strata);
          },
          [&](const analysis::MissingnessAnalysis& what) { names = what.variables; },
          [&](const analysis::ConformanceAnalysis& what) { names = what.variables; },
          [&](const analysis::ValidationAnalysis& what) { names = what.variables; },
          [&](const analysis::RankCorrelationAnalysis& what) { names = what.variables; },
          [&](const analysis::PropensityAnalysis& what) {
            names = {what.model.outcome};
            add_terms();
            if (what.matching) add_new(what.matching->exact);
            add(names, what.outcome);
          },
          [&](const analysis::MixedAnalysis& model) {
            names = {model.outcome};
            add_terms();
          },
          [&](const analysis::GlmAnalysis& model) {
            names = {model.outcome};
            add_terms();
            add(names, model.offset);
            add(names, model.weights);
          },
          [&](const analysis::LinearAnalysis& model) {
            names = {model.outcome};
            add_terms();
          },
          [&](const analysis::QuantilesAnalysis& quantiles) { names = {quantiles.variable}; },
          [&](const analysis::RateAnalysis& rate) {
            names = {rate.event, rate.person_time};
            add_new(rate.by);
          },
          [&](const analysis::CompetingRisksAnalysis& risks) {
            names = {risks.time, risks.cause};
            add(names, risks.by);
          },
          [&](const analysis::DiagnosticAnalysis& diagnostic) {
            names = {diagnostic.truth,
                     diagnostic.score ? diagnostic.score->variable : diagnostic.test};
          },
          // Its model is told by itself.
          [](const analysis::MetaAnalysis&) {}, [](const analysis::DeriveAnalysis&) {}},
      one.what);
  return names;
}

// "arm (2), age"
std::string list_of(const StudyPlan& plan, const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) {
    list += (list.empty() ? "" : ", ") + name;
    const auto levels = plan.variable(name).levels.size();
    if (levels > 0) list += " (" + std::to_string(levels) + ")";
  }
  return list;
}

// A sentence that `write` makes, in both languages.
template <class Write>
Texts in_each(Write&& write) {
  Texts texts;
  for (const auto language : {Language::en, Language::fr}) {
    texts[std::string(documents::tag(language))] = write(language);
  }
  return texts;
}

// Keeps what fits, and says how many sentences do not.
std::vector<Texts> on_the_page(std::vector<Texts> sentences) {
  if (sentences.size() <= kMaximumSentences) return sentences;
  const auto more = std::to_string(sentences.size() - kMaximumSentences);
  sentences.resize(kMaximumSentences);
  sentences.push_back(in_both("sheet.more", {more}));
  return sentences;
}

}  // namespace

std::string analysis_in_words(const StudyPlan& plan,
                              const analysis::Analysis& one,
                              Language language) {
  const auto& say = Messages::in(language);
  const auto list = list_of(plan, variables_of(plan, one));
  const auto* propensity = std::get_if<analysis::PropensityAnalysis>(&one.what);
  const bool is_matched = propensity != nullptr && propensity->matching;
  const auto what = say.of("analysis", is_matched ? one.type + "_matching" : one.type);
  return list.empty() ? say("sheet.analysis_plain", {one.id, what})
                      : say("sheet.analysis", {one.id, what, list});
}

std::string cells_in_words(const StudyPlan& plan, Language language) {
  return Messages::in(language)("sheet.cells", {std::to_string(finest_cells(plan).size())});
}

Texts study_in_words(const access::Application& application) {
  Texts texts;
  for (const auto& [language, summary] : application.summary) {
    const auto& say = Messages::in(language == "fr" ? Language::fr : Language::en);
    texts[language] = summary + " " +
                      say("sheet.study_named", {application.study_id, application.study_version,
                                                application.study_digest});
  }
  return texts;
}

std::vector<Texts> outputs_in_words(const StudyPlan& plan) {
  std::vector<Texts> sentences;
  for (const auto& one : plan.analyses) {
    sentences.push_back(
        in_each([&](Language language) { return analysis_in_words(plan, one, language); }));
  }
  sentences = on_the_page(std::move(sentences));
  sentences.push_back(in_both("sheet.cells", {std::to_string(finest_cells(plan).size())}));
  return sentences;
}

std::vector<Texts> outputs_in_words(const access::Application& application) {
  std::vector<Texts> sentences;
  for (const auto& [country, part] : application.countries) {
    const auto answer = part.answers.find("tabulation");
    if (answer == part.answers.end()) continue;
    const auto* rows = std::get_if<std::vector<access::TableRow>>(&answer->second);
    if (rows == nullptr) continue;
    for (const auto& row : *rows) {
      std::string text;
      for (const char* column : {"table", "source", "variables", "remarks"}) {
        const auto cell = row.find(column);
        if (cell != row.end()) text += (text.empty() ? "" : "; ") + cell->second;
      }
      sentences.push_back({{"en", text}, {"fr", text}});
    }
  }
  sentences = on_the_page(std::move(sentences));
  sentences.push_back(in_both("sheet.no_study"));
  return sentences;
}

}  // namespace passerelle::explanation
