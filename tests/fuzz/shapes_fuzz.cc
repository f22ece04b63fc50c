// Any Turtle as shapes and as data at once, and as data of the built-in profile: no crash, an end
// in bounded time, and a report that is RDF again.
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "metadata/profiles/profile.h"
#include "metadata/profiles/text_report.h"
#include "metadata/shacl/report_graph.h"
#include "metadata/shacl/report_json.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

constexpr rdf::ReadLimits kReadLimits{1 << 16, 2'000, 1 << 12};
constexpr shacl::ValidationLimits kLimits{50'000, 500};

void validate_itself(const rdf::Graph& graph) {
  const auto shapes = shacl::Shapes::compile(graph);
  if (!shapes) return;
  const auto report = shacl::validate(*shapes, graph, nullptr, kLimits);
  if (!report) return;
  if (shacl::to_json(*report).at("results").size() != report->findings().size()) std::abort();
  const auto written = shacl::to_graph(*report);
  const auto again =
      rdf::read_graph(rdf::write(written, rdf::Syntax::n_triples), rdf::Syntax::n_triples);
  if (!again || again->size() != written.size()) std::abort();
}

}  // namespace

PASSERELLE_FUZZ_TARGET(shapes, text) {
  const auto graph =
      rdf::read_graph(text, rdf::Syntax::turtle, "https://base.example/", kReadLimits);
  if (graph) validate_itself(*graph);

  const auto& profile = profiles::Profile::built_in();
  const auto described =
      profile.read(text, rdf::Syntax::turtle, "https://base.example/", kReadLimits);
  if (!described) return;
  if (const auto report = profile.validate(*described, kLimits)) {
    for (const char* language : {"en", "fr"}) {
      if (profiles::render_text(profile, *described, *report, language).empty()) std::abort();
    }
  }
}
