// Diagnostic accuracy in check.R.
#include "node/analysis/diagnostic.h"

#include <nlohmann/json.hpp>

#include "node/bundle/check_writer.h"

namespace passerelle::bundle {
namespace {

class DiagnosticChecks : public CheckWriter {
 public:
  explicit DiagnosticChecks(const CheckWriter& to) : CheckWriter(to) {}

  void add(const analysis::DiagnosticAnalysis& diagnostic) {
    const auto cells = diagnostic_cells(run().plan, what(), diagnostic);
    for (const auto& [name, side] : {std::pair{"without", &cells.without}, {"with", &cells.with}}) {
      line(std::string(name) + " <- pooled_rows(" + r_cells(side->bins) + ")");
      line(std::string(name) + "_all <- pooled_rows(" + r_text(cell_name(side->all)) + ")");
    }
    if (!diagnostic.score || diagnostic.threshold) {
      add_table(diagnostic.score ? bins_below(diagnostic, *diagnostic.threshold) : 1, "");
      add_measures();
    }
    if (!diagnostic.has_curve) return;
    for (std::size_t i = 0; i < diagnostic.thresholds.size(); ++i) {
      const auto pointer = "/roc/" + std::to_string(i);
      add_table(i + 1, pointer);
      check(pointer.substr(1) + "/sensitivity", "d[2] / sum(d)", pointer + "/sensitivity");
      check(pointer.substr(1) + "/specificity", "h[1] / sum(h)", pointer + "/specificity");
    }
    line("area <- area_under_curve(without, with)");
    int i = 0;
    for (const char* field : {"auc", "auc_se", "auc_conf_low", "auc_conf_high"}) {
      check(field, "area[" + std::to_string(++i) + "]", "/" + std::string(field));
    }
    if (diagnostic.has_calibration) add_calibration(diagnostic);
  }

 private:
  void add_calibration(const analysis::DiagnosticAnalysis& diagnostic) {
    for (std::size_t i = 0; i <= diagnostic.thresholds.size(); ++i) {
      const auto name = "calibration/" + std::to_string(i) + "/";
      const auto bin = "[" + std::to_string(i + 1) + "]";
      check(name + "events", "with" + bin, "/" + name + "events");
      check(name + "n", "with" + bin + " + without" + bin, "/" + name + "n");
      add_numbers(name + "observed", "proportion_of(with" + bin + ", without" + bin + ")",
                  {"estimate", "conf_low", "conf_high", "exact_low", "exact_high"});
    }
  }

  // Leaves the healthy and the diseased below and from the threshold on in `h` and `d`.
  void add_table(std::size_t below, const std::string& pointer) {
    const auto k = std::to_string(below);
    line("h <- split_at(without_all, without, " + k + ")");
    line("d <- split_at(with_all, with, " + k + ")");
    const auto name = pointer.empty() ? std::string() : pointer.substr(1) + "/";
    check(name + "tp", "d[2]", pointer + "/tp");
    check(name + "fp", "h[2]", pointer + "/fp");
    check(name + "fn", "d[1]", pointer + "/fn");
    check(name + "tn", "h[1]", pointer + "/tn");
  }

  void add_measures() {
    for (const auto& [measure, ours] : {std::pair{"sensitivity", "proportion_of(d[2], d[1])"},
                                        {"specificity", "proportion_of(h[1], h[2])"},
                                        {"ppv", "proportion_of(d[2], h[2])"},
                                        {"npv", "proportion_of(h[1], d[1])"}}) {
      add_numbers(measure, ours, {"estimate", "conf_low", "conf_high", "exact_low", "exact_high"});
    }
    if (!at("/lr_plus/estimate").is_number()) return;
    add_numbers("lr_plus", "likelihood_ratio(d[2], d[1], h[2], h[1])",
                {"estimate", "conf_low", "conf_high"});
    add_numbers("lr_minus", "likelihood_ratio(d[1], d[2], h[1], h[2])",
                {"estimate", "conf_low", "conf_high"});
  }

  void add_numbers(const std::string& measure,
                   const std::string& ours,
                   const std::vector<std::string>& fields) {
    line("measure <- " + ours);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      check(measure + "/" + fields[i], "measure[" + std::to_string(i + 1) + "]",
            "/" + measure + "/" + fields[i], i == 0 ? "" : "1e-3");
    }
  }
};

}  // namespace

void write_checks(const CheckWriter& to, const analysis::DiagnosticAnalysis& diagnostic) {
  DiagnosticChecks(to).add(diagnostic);
}

}  // namespace passerelle::bundle
