#include "node/service/access/sheets.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <tuple>

#include "node/crypto/signed_document.h"
#include "node/explanation/outputs.h"
#include "node/service/access/cases.h"
#include "node/service/access/decisions.h"
#include "node/service/access/notices.h"
#include "node/service/dataset_rules.h"
#include "policies/documents/documents.h"
#include "policies/documents/messages.h"

namespace passerelle::service {
namespace {

using documents::CommitteeSheet;
using documents::EarlierRelease;
using documents::in_both;
using documents::SimilarDecision;

// What fits on the page: the closest first.
constexpr std::size_t kMaximumItems = 4;
constexpr std::size_t kMaximumReasonBytes = 240;

// What two applications have in common of one dataset.
struct Overlap {
  DatasetId dataset;
  std::vector<std::string> variables;
  std::size_t asked = 0;  // variables of the application that is decided
};

std::vector<Overlap> overlaps(const access::Application& one, const access::Application& other) {
  std::vector<Overlap> found;
  for (const auto& asked : one.datasets) {
    const auto same = std::ranges::find(other.datasets, asked.id, &access::RequestedDataset::id);
    if (same == other.datasets.end()) continue;
    Overlap overlap{asked.id, {}, asked.variables.size()};
    for (const auto& variable : asked.variables) {
      const auto& theirs = same->variables;
      if (std::ranges::find(theirs, variable) != theirs.end()) {
        overlap.variables.push_back(variable);
      }
    }
    found.push_back(std::move(overlap));
  }
  return found;
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : ", ") + item;
  return text;
}

// A reason as the page has room for it, cut between characters.
std::string shortened(std::string reason) {
  if (reason.size() <= kMaximumReasonBytes) return reason;
  auto end = kMaximumReasonBytes;
  while ((static_cast<unsigned char>(reason[end]) & 0xc0) == 0x80) --end;
  reason.resize(end);
  return reason + "…";
}

// A case beside the one that is decided; `weight` says how close it comes.
template <class Item>
struct Weighed {
  std::size_t weight = 0;
  Instant at;
  Item item;
};

template <class Item>
std::vector<Item> closest(std::vector<Weighed<Item>> all) {
  std::ranges::stable_sort(all, [](const auto& left, const auto& right) {
    return std::tie(right.weight, right.at) < std::tie(left.weight, left.at);
  });
  std::vector<Item> items;
  for (auto& one : all) {
    if (items.size() < kMaximumItems) items.push_back(std::move(one.item));
  }
  return items;
}

class SheetMaker {
 public:
  // `list` may be null: then other nodes are named by their ids.
  SheetMaker(const Node& node,
             store::Reader& reader,
             const identity::TrustList* list,
             const Case& one)
      : node_(node), reader_(reader), list_(list), one_(one) {}

  Result<CommitteeSheet> make() {
    const auto& application = one_.application.current();
    CommitteeSheet sheet;
    sheet.application = application.id;
    sheet.title = application.title;
    sheet.applicant = application.applicant.organisation;
    sheet.kind = application.kind;
    sheet.purpose = application.purpose;
    sheet.study = explanation::study_in_words(application);
    const auto rules = rules_with(reader_, node_.rules, application.dataset_ids());
    if (!rules) return rules.error();
    sheet.min_cell = rules->min_cell;
    if (auto told = tell_outputs(sheet); !told) return told.error();
    if (auto gathered = gather(); !gathered) return gathered.error();
    if (auto heard = hear_other_bodies(); !heard) return heard.error();
    sheet.earlier_releases = closest(std::move(releases_));
    sheet.similar_decisions = closest(std::move(decisions_));
    return sheet;
  }

 private:
  Result<void> tell_outputs(CommitteeSheet& sheet) const {
    const auto& application = one_.application.current();
    const auto study = find_document(reader_, application.id, application.study_digest);
    if (!study) {
      sheet.outputs = explanation::outputs_in_words(application);
      return {};
    }
    const auto document = parse_json(study->content);
    if (!document) return document.error();
    const auto plan = analysis::compile_study(*document);
    // A study of a later version of the language is one that this node cannot tell.
    sheet.outputs =
        plan ? explanation::outputs_in_words(*plan) : explanation::outputs_in_words(application);
    if (plan && plan->min_cell) sheet.min_cell = std::max(sheet.min_cell, *plan->min_cell);
    return {};
  }

  // Of all other cases of this body.
  Result<void> gather() {
    const auto cases = all_cases(reader_);
    if (!cases) return cases.error();
    for (const auto& other : *cases) {
      if (other.id() == one_.id()) continue;
      const auto common = overlaps(one_.application.current(), other.application.current());
      note_release(other, common);
      note_decision(other, common);
    }
    return {};
  }

  void note_release(const Case& other, const std::vector<Overlap>& common) {
    const auto* used = procedure::last_event<procedure::Used>(other.file);
    if (used == nullptr) return;
    for (const auto& overlap : common) {
      if (overlap.variables.empty()) continue;
      releases_.push_back(
          {overlap.variables.size(), used->at,
           EarlierRelease{other.application.current().title, used->at,
                          in_both("sheet.closeness",
                                  {overlap.dataset.text(), std::to_string(overlap.variables.size()),
                                   std::to_string(overlap.asked), joined(overlap.variables)})}});
    }
  }

  void note_decision(const Case& other, const std::vector<Overlap>& common) {
    const auto* signed_event = procedure::last_event<procedure::DecisionSigned>(other.file);
    const auto& application = other.application.current();
    const bool has_purpose = application.purpose == one_.application.current().purpose;
    if (!other.file.decision || (common.empty() && !has_purpose)) return;
    decisions_.push_back({2 * common.size() + (has_purpose ? 1 : 0), signed_event->at,
                          SimilarDecision{{node_.config.name, node_.config.country},
                                          signed_event->at,
                                          other.file.decision->outcome,
                                          application.title,
                                          shortened(other.file.decision->reason)}});
  }

  // What other bodies decided on the same dossier.
  Result<void> hear_other_bodies() {
    const auto notices = other_decisions(reader_, one_);
    if (!notices) return notices.error();
    for (const auto& notice : *notices) {
      if (notice.change) continue;  // a like application is compared, not what became of it
      const auto* peer = list_ == nullptr ? nullptr : list_->find(notice.node);
      decisions_.push_back(
          {kSameDossier, notice.at,
           SimilarDecision{{peer == nullptr ? notice.node.text() : peer->name, notice.country},
                           notice.at,
                           notice.outcome,
                           one_.application.current().title,
                           shortened(notice.reason)}});
    }
    return {};
  }

  static constexpr std::size_t kSameDossier = 1'000'000;  // before every other case

  const Node& node_;
  store::Reader& reader_;
  const identity::TrustList* list_;
  const Case& one_;
  std::vector<Weighed<EarlierRelease>> releases_;
  std::vector<Weighed<SimilarDecision>> decisions_;
};

Result<CommitteeSheet> sheet_of(Node& node,
                                const identity::Caller& caller,
                                const ApplicationId& id) {
  const auto list = node.trust.current(node.now());
  return node.database.read([&](store::Reader& reader) -> Result<CommitteeSheet> {
    const auto one = case_for_staff(node, reader, caller, id);
    if (!one) return one.error();
    return SheetMaker(node, reader, list ? list->get() : nullptr, *one).make();
  });
}

}  // namespace

Result<Json> case_sheet(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  const auto sheet = sheet_of(node, caller, id);
  if (!sheet) return sheet.error();
  return crypto::SignedDocument::sign(documents::kCommitteeSheetType, documents::to_json(*sheet),
                                      node.seal_key)
      .envelope();
}

Result<std::string> case_sheet_page(Node& node,
                                    const identity::Caller& caller,
                                    const ApplicationId& id,
                                    purposes::Language language) {
  const auto sheet = sheet_of(node, caller, id);
  if (!sheet) return sheet.error();
  return documents::committee_sheet(*sheet, {node.config.name, node.config.country}, language);
}

}  // namespace passerelle::service
