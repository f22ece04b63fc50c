#include "node/federation/delivery.h"

#include <algorithm>

#include "node/federation/peers.h"

namespace passerelle::federation {
namespace {

constexpr std::chrono::seconds kFirstRest{1};
constexpr std::chrono::seconds kLongestRest{15 * 60};

}  // namespace

Verdict verdict_of(const http::Response& response) {
  if (response.status >= 200 && response.status < 300) return Verdict::delivered;
  if (response.status < 400 || response.status >= 500) return Verdict::lost;
  if (response.status == 408 || response.status == 429) return Verdict::lost;
  return problem_code(response).starts_with("identity.") ? Verdict::lost : Verdict::refused;
}

std::chrono::seconds rest_after(int failures) {
  auto rest = kFirstRest;
  for (int i = 1; i < failures && rest < kLongestRest; ++i) rest *= 2;
  return std::min(rest, kLongestRest);
}

std::vector<DueMessage> DeliverySchedule::begin(const std::vector<NextMessages>& waiting,
                                                Moment now) {
  std::vector<DueMessage> due;
  for (const auto& next : waiting) {
    auto& line = lines_[next.to];
    if (line.is_speaking) continue;
    const bool is_new_urgent = next.first_urgent && *next.first_urgent > line.last_urgent;
    if (now < line.rests_until && !is_new_urgent) continue;
    if (next.first_urgent) line.last_urgent = std::max(line.last_urgent, *next.first_urgent);
    line.is_speaking = true;
    due.push_back({next.to, next.first_urgent.value_or(next.first)});
  }
  return due;
}

void DeliverySchedule::answered(const NodeId& node) {
  auto& line = lines_[node];
  line.is_speaking = false;
  line.failures = 0;
  line.rests_until = {};
}

int DeliverySchedule::failed(const NodeId& node, Moment now) {
  auto& line = lines_[node];
  line.is_speaking = false;
  ++line.failures;
  line.rests_until = now + rest_after(line.failures);
  return line.failures;
}

void DeliverySchedule::hurry(const NodeId& node) { lines_[node].rests_until = {}; }

std::optional<DeliverySchedule::Moment> DeliverySchedule::next_end_of_rest(Moment now) const {
  std::optional<Moment> next;
  for (const auto& [node, line] : lines_) {
    if (line.is_speaking || line.rests_until <= now) continue;
    next = next ? std::min(*next, line.rests_until) : line.rests_until;
  }
  return next;
}

}  // namespace passerelle::federation
