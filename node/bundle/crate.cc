#include "node/bundle/crate.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "node/bundle/layout_text.h"

namespace passerelle::bundle {
namespace {

// RO-Crate asks for a media type, and a PRONOM page where there is one; the type alone is enough.
std::string media_type(std::string_view path) {
  if (path.ends_with(".json")) return "application/json";
  if (path.ends_with(".csv")) return "text/csv";
  if (path.ends_with(".svg")) return "image/svg+xml";
  if (path.ends_with(".html")) return "text/html";
  return "text/plain";
}

std::string description(std::string_view path) {
  if (path == "result.json") return "Pooled results with every digit";
  if (path == "run.json") return "Run, times and log positions";
  if (path == "study.json") return "The study as it ran";
  if (path == "report.html") return "The results for reading, in English";
  if (path == "report.fr.html") return "The results for reading, in French";
  if (path == "check.R") return "Script that pools the released numbers again";
  if (path == "manifest.json") return "Every number that left each node";
  if (path.starts_with("tables/")) return "Table of results";
  if (path.starts_with("plots/")) return "Drawing of results";
  if (path.starts_with("signatures/")) return "Sealed answer";
  if (path.starts_with("receipts/")) return "Proof that an answer stands in its node's log";
  if (path.starts_with("permits/")) return "Permit of the executing node";
  if (path.starts_with("trust/")) return "Signed list of the federation's nodes and keys";
  return "How to read this bundle";
}

Json reference(const std::string& id) { return {{"@id", id}}; }

std::string node_id(const NodeId& node) { return "#node-" + node.text(); }

Json node_json(const identity::PeerEntry& entry) {
  return {{"@id", node_id(entry.id)},
          {"@type", "Organization"},
          {"name", entry.name},
          {"identifier", entry.id.text()},
          {"url", entry.public_url}};
}

// The last release of a node ends the run.
Instant end_of(const Replay& run) {
  Instant end{};
  for (const auto& [node, times] : run.released) {
    for (const auto at : times) end = std::max(end, at);
  }
  return end;
}

}  // namespace

Json crate_json(const Contents& contents, const Replay& run, const Files& files) {
  auto title = main_text(run.plan.title);
  if (title.empty()) title = run.plan.id;
  Json graph = Json::array();
  graph.push_back({{"@id", kCratePath},
                   {"@type", "CreativeWork"},
                   {"conformsTo", reference("https://w3id.org/ro/crate/1.1")},
                   {"about", reference("./")}});
  Json parts = Json::array(), results = Json::array(), described = Json::array();
  for (const auto& [path, content] : files) {
    parts.push_back(reference(path));
    const bool is_input =
        path == "study.json" || path.starts_with("permits/") || path.starts_with("trust/");
    if (!is_input) results.push_back(reference(path));
    described.push_back({{"@id", path},
                         {"@type", "File"},
                         {"name", path},
                         {"description", description(path)},
                         {"encodingFormat", media_type(path)},
                         {"contentSize", std::to_string(content.size())}});
  }
  const auto summary = main_text(run.plan.summary);
  graph.push_back(
      {{"@id", "./"},
       {"@type", "Dataset"},
       {"name", title},
       {"description", summary.empty() ? "Results of the study " + run.plan.id : summary},
       {"identifier", contents.run.text()},
       {"datePublished", to_text(end_of(run))},
       {"hasPart", std::move(parts)},
       {"mentions", reference("#run")}});
  Json objects = Json::array({reference("study.json")});
  Json participants = Json::array();
  std::map<std::string, std::string> datasets;
  std::set<NodeId> nodes{contents.requesting_node};
  for (const auto& [node, answer] : run.rounds.back()) {
    nodes.insert(node);
    participants.push_back(reference(node_id(node)));
    for (const auto& [dataset, version] : answer.context.dataset_versions) {
      objects.push_back(reference(dataset.text()));
      datasets[dataset.text()] = version;
    }
  }
  graph.push_back({{"@id", "#run"},
                   {"@type", "CreateAction"},
                   {"name", "Federated run of " + run.plan.id + " " + run.plan.version},
                   {"identifier", contents.run.text()},
                   {"startTime", to_text(contents.submitted)},
                   {"endTime", to_text(end_of(run))},
                   {"instrument", reference("#passerelle")},
                   {"agent", reference(node_id(contents.requesting_node))},
                   {"participant", std::move(participants)},
                   {"object", std::move(objects)},
                   {"result", std::move(results)}});
  graph.push_back({{"@id", "#passerelle"},
                   {"@type", "SoftwareApplication"},
                   {"name", "Passerelle"},
                   {"softwareVersion", contents.software_version}});
  for (const auto& node : nodes) graph.push_back(node_json(*run.trust.find(node)));
  for (const auto& [dataset, version] : datasets) {
    graph.push_back(
        {{"@id", dataset}, {"@type", "Dataset"}, {"name", dataset}, {"version", version}});
  }
  for (auto& file : described) graph.push_back(std::move(file));
  return {{"@context", "https://w3id.org/ro/crate/1.1/context"}, {"@graph", std::move(graph)}};
}

std::string readme_text(const Contents& contents, const Replay& run) {
  auto title = main_text(run.plan.title);
  if (title.empty()) title = run.plan.id;
  return title + "\n\nStudy " + run.plan.id + " " + run.plan.version + ", run " +
         contents.run.text() +
         R"(

Open report.html: it needs no network.

result.json             the pooled results with every digit; the same whenever the run is repeated
tables/                 the same as CSV, one table per file (RFC 4180, UTF-8)
plots/                  the drawings as SVG
report.html             the results for reading; report.fr.html is the same in French
study.json              the study that every node ran, in the canonical form whose SHA-256 the permits
                        name
run.json                what is of this run alone: times, permits, positions in the logs
manifest.json           every number that left each node, by round
signatures/ROUND-NODE.json   the answer of a node in a round, sealed by that node
signatures/pooled.json  the pooled answer, sealed by the requesting node
receipts/               for each of these, the proof that it stands in its node's log
permits/NODE.json       the permit that the node's access body gave, signed
trust/trust-list.json   the nodes of the federation and their keys, signed by its anchor
check.R                 pools the released numbers again, in base R
ro-crate-metadata.json  the same list for programs (RO-Crate 1.1)

To verify everything, without a network:

  passerelle verify BUNDLE.zip --anchor FINGERPRINT

where FINGERPRINT is the SHA-256 of the federation's anchor key, from a source that you trust. The
trust list in this bundle names the anchor
  )" + run.trust.anchor().fingerprint() +
         R"(

To pool the released numbers again:

  Rscript check.R

An empty field in a table that the column "withheld" names was withheld by the rules of a node.
)";
}

}  // namespace passerelle::bundle
