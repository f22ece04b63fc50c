#include "metadata/shacl/report.h"

#include <algorithm>
#include <string>
#include <utility>

#include "metadata/shacl/vocabulary.h"

namespace passerelle::shacl {
namespace {

enum class Rank { violation, warning, info, other };

Rank rank(std::string_view severity) {
  if (!severity.starts_with(kShacl)) return Rank::other;
  const auto name = severity.substr(kShacl.size());
  if (name == "Violation") return Rank::violation;
  if (name == "Warning") return Rank::warning;
  return name == "Info" ? Rank::info : Rank::other;
}

// Texts of one finding by which it is sorted.
struct Key {
  Rank severity;
  std::string_view severity_text, focus;
  std::string path;
  std::string_view component, value, shape;
  auto operator<=>(const Key&) const = default;
};

Key key_of(const Finding& finding, const rdf::Dictionary& dictionary) {
  const auto severity = dictionary.text(finding.shape->severity);
  return {rank(severity),
          severity,
          dictionary.text(finding.focus),
          finding.path ? text(*finding.path, dictionary) : std::string(),
          component_name(*finding.constraint),
          finding.value ? dictionary.text(*finding.value) : std::string_view(),
          dictionary.text(finding.shape->node)};
}

void sort(std::vector<Finding>& findings, const rdf::Dictionary& dictionary) {
  // Equal keys say the same; the place keeps their order.
  std::vector<std::pair<Key, std::size_t>> keys;
  keys.reserve(findings.size());
  for (auto& finding : findings) {
    keys.emplace_back(key_of(finding, dictionary), keys.size());
    sort(finding.details, dictionary);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<Finding> in_order;
  in_order.reserve(findings.size());
  for (const auto& [key, place] : keys) in_order.push_back(std::move(findings[place]));
  findings = std::move(in_order);
}

}  // namespace

Report::Report(Shapes shapes,
               std::shared_ptr<const rdf::Dictionary> dictionary,
               std::vector<Finding> findings)
    : shapes_(std::move(shapes)),
      dictionary_(std::move(dictionary)),
      findings_(std::move(findings)) {
  sort(findings_, *dictionary_);
  for (const auto& finding : findings_) {
    switch (rank(dictionary_->text(finding.shape->severity))) {
      case Rank::violation: ++counts_.violations; break;
      case Rank::warning: ++counts_.warnings; break;
      case Rank::info: ++counts_.infos; break;
      case Rank::other: ++counts_.others; break;
    }
  }
}

Report Report::without(const std::set<rdf::TermId>& focus_nodes) const {
  auto kept = findings_;
  std::erase_if(kept, [&](const Finding& one) { return focus_nodes.contains(one.focus); });
  return Report(shapes_, dictionary_, std::move(kept));
}

const std::vector<rdf::TermId>& messages(const Finding& finding) {
  if (const auto* query = std::get_if<GraphHolds>(finding.constraint);
      query && !query->messages.empty()) {
    return query->messages;
  }
  return finding.shape->messages;
}

}  // namespace passerelle::shacl
