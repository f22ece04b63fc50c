#include "node/bundle/check_script.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

bool is_matching(const analysis::Analysis& what) {
  const auto* propensity = std::get_if<analysis::PropensityAnalysis>(&what.what);
  return propensity != nullptr && propensity->matching.has_value();
}

bool asks_on_breaks(const analysis::Analysis& what) {
  const auto* cox = std::get_if<analysis::CoxAnalysis>(&what.what);
  return cox != nullptr && cox->breaks && (cox->tests_hazards || cox->gives_baseline);
}

class Script {
 public:
  explicit Script(const Replay& run) : run_(run), outcomes_(run.plan) {}

  std::string write() {
    add_head();
    text_ += kCheckScriptFunctions;
    text_ += kSurvivalFunctions;
    if (std::ranges::any_of(run_.plan.analyses, asks_on_breaks)) text_ += kBreaksFunctions;
    text_ += weighting_functions();
    if (std::ranges::any_of(run_.plan.analyses, is_matching)) text_ += matching_functions();
    add_cells();
    for (std::size_t i = 0; i < run_.plan.analyses.size(); ++i) {
      const auto& what = run_.plan.analyses[i];
      const auto& answer = run_.answer->at("analyses").at(i);
      text_ += "\n# ---- " + r_comment(what.id) + ": " + r_comment(what.type) + "\n";
      if (answer.at("status") == "failed") {
        text_ +=
            "# Failed (" + r_comment(answer.at("reason").get<std::string>()) + "): no numbers.\n";
        continue;
      }
      if (answer.at("status") == "withheld") text_ += "# Withheld.\n";
      const CheckWriter writer(run_, outcomes_, what, answer.at("pooled"), text_);
      std::visit([&](const auto& kind) { write_checks(writer, kind); }, what.what);
    }
    return text_ + kCheckScriptEnd;
  }

 private:
  void add_head() {
    text_ =
        "# Pools again the numbers that left each node, by formulas of its own in base R, and\n"
        "# compares with result.json. Run it with: Rscript check.R\n"
        "# It ends with an error when a number differs by more than 1e-9 (relative).\n"
        "#\n"
        "# Study: " +
        r_comment(run_.plan.id) + " " + r_comment(run_.plan.version) + "\n" +
        "# SHA-256 of the study: " + run_.plan.digest + "\n" + "# Nodes:";
    for (const auto& [node, partial] : run_.state.first) text_ += " " + node.text();
    text_ += "\n";
  }

  void add_cells() {
    std::vector<std::string> nodes, names;
    for (const auto& [node, partial] : run_.state.first) nodes.push_back(r_text(node.text()));
    const auto& cells = run_.state.first.begin()->second.cells;
    for (const auto& [key, count] : cells) names.push_back(r_text(cell_name(key)));
    text_ += "\n# ---- what left the nodes: counts; NA = withheld\n\nnodes <- " + r_vector(nodes) +
             "\ncells <- " + r_vector(names) + "\n";
    for (const bool is_rows : {true, false}) {
      std::vector<std::string> counts;
      for (const auto& [node, partial] : run_.state.first) {
        for (const auto& [key, count] : partial.cells) {
          counts.push_back(count ? std::to_string(is_rows ? count->rows : count->persons)
                                 : "NA_real_");
        }
      }
      text_ += std::string(is_rows ? "rows" : "persons") + " <- " +
               r_matrix(r_vector(counts), nodes.size()) + "\ndimnames(" +
               (is_rows ? "rows" : "persons") + ") <- list(nodes, cells)\n";
    }
  }

  const Replay& run_;
  analysis::Outcomes outcomes_;
  std::string text_;
};

}  // namespace

std::string check_script(const Replay& run) { return Script(run).write(); }

}  // namespace passerelle::bundle
