#include "metadata/harvest/plan.h"

#include <array>
#include <optional>
namespace passerelle::harvest {
namespace {

// Returns why the catalogue's own version stays; nothing when the source's may be taken.
std::optional<Left> reason_to_leave(const Item& item,
                                    const Known& known,
                                    const Knowledge& knowledge) {
  if (known.standing == Standing::own) return Left{item.id, Reason::own, {}};
  if (known.source == knowledge.source) {
    const auto earlier = knowledge.earlier.find(item.id);
    const bool is_gone = earlier != knowledge.earlier.end() && earlier->second.is_gone;
    if (known.is_withdrawn && !is_gone) return Left{item.id, Reason::withdrawn_here, {}};
    return std::nullopt;
  }
  const bool is_nearer = standing_of(knowledge.kind, item.is_copy) < known.standing;
  if (known.is_withdrawn || is_nearer) return std::nullopt;
  return Left{item.id, Reason::nearer_source, known.source};
}

void decide(const Item& item, const Knowledge& knowledge, Plan& plan) {
  const auto known = knowledge.datasets.find(item.id);
  const bool is_known = known != knowledge.datasets.end();
  if (is_known) {
    if (auto left = reason_to_leave(item, known->second, knowledge)) {
      plan.left.push_back(*std::move(left));
      return;
    }
  }
  const bool is_withdrawn = is_known && known->second.is_withdrawn;
  const auto earlier = knowledge.earlier.find(item.id);
  if (is_known && !is_withdrawn && known->second.source == knowledge.source &&
      earlier != knowledge.earlier.end() && earlier->second.digest == item.digest) {
    plan.unchanged.push_back(item.id);
    return;
  }
  plan.takes.push_back(
      {item.id, standing_of(knowledge.kind, item.is_copy), is_withdrawn, !is_known});
}

// The datasets that the catalogue has from this source and the source no longer has.
void decide_removals(const Gathered& gathered, const Knowledge& knowledge, Loss loss, Plan& plan) {
  std::vector<DatasetId> removed;
  std::size_t present = 0;
  for (const auto& [id, known] : knowledge.datasets) {
    if (known.source != knowledge.source || known.is_withdrawn) continue;
    present += 1;
    const bool is_gone = gathered.deletions == Deletions::by_activity
                             ? gathered.deleted.contains(id)
                             : !gathered.named.contains(id);
    if (is_gone) removed.push_back(id);
  }
  const bool is_sudden = removed.size() * 2 > present;
  if (is_sudden && loss == Loss::is_held) plan.held = std::move(removed);
  else plan.removed = std::move(removed);
}

}  // namespace

Standing standing_of(SourceKind kind, bool is_copy) {
  if (is_copy) return Standing::copy;
  return kind == SourceKind::peer ? Standing::peer : Standing::original;
}

std::string_view to_text(Reason reason) {
  static constexpr std::array<std::string_view, 3> kNames{"own", "nearer_source", "withdrawn_here"};
  return kNames[static_cast<std::size_t>(reason)];
}

Plan make_plan(const Gathered& gathered, const Knowledge& knowledge, Loss loss) {
  Plan plan;
  for (const auto& [id, item] : gathered.items) decide(item, knowledge, plan);
  if (gathered.is_complete()) decide_removals(gathered, knowledge, loss, plan);
  return plan;
}

}  // namespace passerelle::harvest
