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

}  // namespace passerelle::bundle
