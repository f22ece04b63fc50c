// Meta-analyses in check.R.
#include <nlohmann/json.hpp>

#include "node/base/fields.h"
#include "node/bundle/check_writer.h"

namespace passerelle::bundle {

void write_checks(const CheckWriter& to, const analysis::MetaAnalysis& meta) {
  std::vector<std::string> estimates, errors;
  for (const auto& answer : to.run().answer->at("analyses")) {
    if (answer.at("id") != meta.of) continue;
    for (const auto& [node, own] : answer.at("nodes").items()) {
      const auto number = [&](const std::string& block) {
        return r_number(
            own.value(Json::json_pointer(block + "/" + pointer_step(meta.coefficient)), Json()));
      };
      estimates.push_back(number("/coefficients"));
      errors.push_back(number("/standard_errors"));
    }
  }
  to.line("# What each node found by itself:");
  to.line("y <- " + r_vector(estimates));
  to.line("v <- " + r_vector(errors) + "^2");
  for (const auto method : meta.methods) {
    const auto pointer = "/" + std::string(code(method));
    if (!to.at(pointer + "/estimate").is_number()) continue;
    to.line("meta <- meta_analysis(" + r_text(std::string(code(method))) + ", y, v)");
    for (const char* field :
         {"estimate", "standard_error", "conf_low", "conf_high", "p_value", "tau2", "q",
          "q_p_value", "i2", "prediction_low", "prediction_high", "hartung_knapp_standard_error",
          "hartung_knapp_conf_low", "hartung_knapp_conf_high"}) {
      to.check(pointer.substr(1) + "/" + field, "meta$" + std::string(field), pointer + "/" + field,
               "meta$standard_error");
    }
  }
}

}  // namespace passerelle::bundle
