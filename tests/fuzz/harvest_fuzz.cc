// Answers of a server that is harvested. The first byte chooses the kind of source; the rest is
// cut at NUL bytes into answers: a line with the media type, a line with the Link header, the body.
// They are given in order to whatever is asked, and over again, so that pages lead anywhere.
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "metadata/harvest/plan.h"
#include "metadata/harvest/walk.h"
#include "tests/fuzz/target.h"

namespace {

using namespace passerelle;

std::string_view take_until(std::string_view& text, char end) {
  const auto part = text.substr(0, text.find(end));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

std::vector<harvest::Answer> answers_of(std::string_view text) {
  std::vector<harvest::Answer> answers;
  while (!text.empty()) {
    auto page = take_until(text, '\0');
    harvest::Answer answer;
    answer.content_type = std::string(take_until(page, '\n'));
    answer.link = std::string(take_until(page, '\n'));
    answer.body = std::string(page);
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace

PASSERELLE_FUZZ_TARGET(harvest, text) {
  if (text.empty()) return;
  const auto kind = static_cast<harvest::SourceKind>(static_cast<unsigned char>(text[0]) % 5);
  const auto answers = answers_of(text.substr(1));
  if (answers.empty()) return;

  harvest::Limits limits;
  limits.pages = 20;
  limits.page_bytes = std::size_t{1} << 16;
  limits.datasets = 100;
  const Instant now{};
  harvest::Walk walk(kind, "https://data.example/catalog.ttl", limits, now);
  std::set<std::string> asked;
  while (const auto request = walk.next(now)) {
    if (!asked.insert(request->url).second) std::abort();  // an address is asked once
    auto answer = answers[(asked.size() - 1) % answers.size()];
    answer.url = request->url;
    walk.on(answer);
  }
  const auto gathered = walk.finish();
  if (asked.size() > limits.pages + limits.failures_in_a_row) std::abort();
  for (const auto& [id, item] : gathered.items) {
    if (item.id != id || item.digest.empty() || !gathered.named.contains(id)) std::abort();
  }
  // What was taken is there afterwards: a second harvest of the same answers changes nothing.
  harvest::Knowledge knowledge{"site", kind, {}, {}};
  const auto plan = harvest::make_plan(gathered, knowledge, harvest::Loss::is_held);
  if (plan.takes.size() != gathered.items.size() || !plan.removed.empty()) std::abort();
  for (const auto& take : plan.takes) {
    knowledge.datasets.emplace(take.id, harvest::Known{"site", take.standing, false});
    knowledge.earlier.emplace(take.id, harvest::Earlier{gathered.items.at(take.id).digest, false});
  }
  const auto again = harvest::make_plan(gathered, knowledge, harvest::Loss::is_held);
  if (!again.takes.empty() || !again.removed.empty() || !again.left.empty()) std::abort();
}
