#include "policies/disclosure/outputs/output.h"

#include <map>
#include <string_view>

namespace passerelle::disclosure::outputs {
namespace {

template <class Type>
Output read(Fields& fields) {
  return Type::read(fields);
}

using Read = Output (*)(Fields&);
const std::map<std::string_view, Read> kKinds{
    {"frequency_table", read<FrequencyTable>},
    {"magnitude_table", read<MagnitudeTable>},
    {"summary", read<Summary>},
    {"quantile", read<Quantile>},
    {"endpoint", read<Endpoint>},
    {"histogram", read<Histogram>},
    {"concentration", read<Concentration>},
    {"odds_ratio", read<OddsRatio>},
    {"proportion", read<Proportion>},
    {"mode", read<Mode>},
    {"correlation", read<Correlation>},
    {"regression", read<Regression>},
    {"glm_aggregates", read<GlmAggregates>},
    {"tree_model", read<TreeModel>},
    {"survival_curve", read<SurvivalCurve>},
    {"roc_curve", read<RocCurve>},
};

Verdict decide(const UnitRecords&, const Settings&) { return refused_for({Reason::unit_record}); }

Verdict decide(const UnknownKind&, const Settings&) { return refused_for({Reason::unknown_kind}); }

}  // namespace

Result<Output> read_output(const std::string& kind, const Json& input, const std::string& path) {
  if (kind == "unit_records") return Output(UnitRecords{});
  const auto known = kKinds.find(kind);
  if (known == kKinds.end()) return Output(UnknownKind{});
  Fields fields(input, path);
  auto output = known->second(fields);
  if (auto done = fields.done(); !done) return done.error();
  return output;
}

Verdict decide(const Output& output, const Settings& settings) {
  return std::visit([&](const auto& typed) { return decide(typed, settings); }, output);
}

}  // namespace passerelle::disclosure::outputs
