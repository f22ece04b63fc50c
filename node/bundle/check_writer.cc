#include "node/bundle/check_writer.h"

#include <nlohmann/json.hpp>

namespace passerelle::bundle {

CheckWriter::CheckWriter(const Replay& run,
                         const analysis::Outcomes& outcomes,
                         const analysis::Analysis& what,
                         const Json& pooled,
                         std::string& script)
    : run_(&run),
      outcomes_(&outcomes),
      what_(&what),
      pooled_(&pooled),
      script_(&script),
      id_(r_text(what.id)) {}

CheckWriter CheckWriter::within(const std::string& pointer) const {
  return {*run_, *outcomes_, *what_, at(pointer), *script_};
}

const Json& CheckWriter::at(const std::string& pointer) const {
  static const Json kNone;
  const Json::json_pointer place(pointer);
  return pooled_->contains(place) ? pooled_->at(place) : kNone;
}

void CheckWriter::line(const std::string& text) const { *script_ += text + "\n"; }

void CheckWriter::check(const std::string& quantity,
                        const std::string& ours,
                        const std::string& pointer,
                        const std::string& scale) const {
  line("check(" + id_ + ", " + r_text(quantity) + ", " + ours + ", " + r_number(at(pointer)) +
       (scale.empty() ? "" : ", scale = " + scale) + ")");
}

void CheckWriter::check_count(const std::string& pointer, const analysis::CellKey& key) const {
  check(pointer.substr(1), "pooled_rows(" + r_text(cell_name(key)) + ")", pointer);
}

std::string reported(const CheckWriter& to, const std::vector<std::string>& pointers) {
  std::vector<std::string> values;
  for (const auto& pointer : pointers) values.push_back(r_number(to.at(pointer)));
  return r_vector(values);
}

std::string reported_effect(const CheckWriter& to, bool is_event) {
  const std::string mean = is_event ? "/effect/risk" : "/effect/mean";
  std::vector<std::string> ratios;
  if (is_event) {
    for (const char* ratio : {"/effect/risk_ratio", "/effect/odds_ratio"}) {
      for (const char* field : {"/estimate", "/conf_low", "/conf_high"}) {
        ratios.push_back(std::string(ratio) + field);
      }
    }
  }
  return reported(to, {mean + "_treated", mean + "_control", mean + "_difference/estimate",
                       mean + "_difference/conf_low", mean + "_difference/conf_high",
                       mean + "_difference/standard_error"}) +
         ",\n  " + reported(to, ratios);
}

}  // namespace passerelle::bundle
