#include "policies/ledger/queries/replay.h"

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/programme.h"
#include "policies/ledger/difference.h"
#include "policies/ledger/queries/filter.h"
#include "policies/ledger/queries/microdata.h"

namespace passerelle::ledger::queries {
namespace {

using namespace std::string_view_literals;
using disclosure::Rules;
namespace outputs = disclosure::outputs;

constexpr auto kFirstSnapshot = "v1";
constexpr auto kCost = "cost";
constexpr double kCents = 100;

enum class Statistic { count, sum_cost };
constexpr std::array kStatistics{"count"sv, "sum_cost"sv};

// In the order of disclosure::Differencing.
constexpr std::array kPairwise{"nested"sv, "close"sv, "both"sv};
constexpr std::array kZeros{"allow"sv, "disclosive"sv};
enum class Zeros { allow, disclosive };

Rules read_rules(const Json& settings, Fields& sequence) {
  Rules rules;
  Fields fields(settings, sequence.path_of("settings"));
  rules.min_cell = outputs::count_or(fields, "threshold", rules.min_cell);
  if (rules.min_cell < 1) fields.fail("threshold", "a number of persons from 1 on is expected");
  if (fields.find("pairwise") != nullptr) {
    rules.differences = outputs::word<disclosure::Differencing>(fields, "pairwise", kPairwise);
  }
  rules.population_is_public = fields.boolean_or("population_public", rules.population_is_public);
  if (fields.find("zeros") != nullptr) {
    rules.zeros_are_disclosive = outputs::word<Zeros>(fields, "zeros", kZeros) == Zeros::disclosive;
  }
  if (auto done = fields.done(); !done) sequence.fail(done.error());
  return rules;
}

struct Query {
  const Snapshot* data = nullptr;
  std::string snapshot;
  Statistic statistic = Statistic::count;
  std::vector<std::size_t> records;  // that are asked for

  PersonSet persons() const {
    std::vector<std::uint32_t> numbers;
    for (const auto record : records) numbers.push_back(data->persons[record]);
    return PersonSet(numbers);
  }
};

Query read_query(Fields& fields, const Microdata& microdata) {
  Query query;
  query.snapshot = fields.text_or("snapshot", kFirstSnapshot);
  query.statistic = outputs::word<Statistic>(fields, "statistic", kStatistics);
  static_cast<void>(fields.text_or("study", ""));
  const auto* filter = fields.find("filter");  // null is one
  query.data = microdata.find(query.snapshot);
  if (query.data == nullptr) fields.fail("snapshot", "a snapshot of the data is expected");
  if (fields.failed()) return query;
  const auto asks =
      read_filter(filter == nullptr ? Json() : *filter, fields.path_of("filter"), *query.data);
  if (!asks) {
    fields.fail(asks.error());
    return query;
  }
  for (std::size_t record = 0; record < query.data->persons.size(); ++record) {
    if ((*asks)(record)) query.records.push_back(record);
  }
  const auto* cost = query.data->find(kCost);
  if (query.statistic == Statistic::sum_cost && (cost == nullptr || !cost->is_number)) {
    fields.fail("statistic", "data with a number as cost are expected");
  }
  return query;
}

Json answer_to(const Query& query) {
  Json answer{{"count", query.records.size()}};
  if (query.statistic == Statistic::count) return answer;
  double sum = 0;
  const auto& costs = query.data->find(kCost)->values;
  for (const auto record : query.records) sum += std::get<double>(costs[record]);
  answer["sum_cost"] = std::round(sum * kCents) / kCents;
  return answer;
}

// What was released so far, whatever the study.
class History {
 public:
  History(const Microdata& microdata, const Rules& rules) : microdata_(microdata), rules_(rules) {}

  // Decides a query and remembers what is released.
  Json decide(const Query& query) {
    const auto asked = query.persons();
    auto reasons = asked.size() == 0 ? reasons_of_nobody() : reasons_of(asked, query.snapshot);
    Json step{{"n", asked.size()},
              {"decision", reasons.empty() ? "release" : "refuse"},
              {"reasons", reasons}};
    if (!reasons.empty()) return step;
    step["answer"] = answer_to(query);
    if (asked.size() == 0) return step;
    released_.push_back(asked);
    snapshots_.insert(query.snapshot);
    return step;
  }

 private:
  using Reasons = std::set<std::string>;

  Reasons reasons_of_nobody() const {
    return rules_.zeros_are_disclosive ? Reasons{to_text(disclosure::Reason::zero)} : Reasons{};
  }

  Reasons reasons_of(const PersonSet& asked, const std::string& snapshot) const {
    Reasons reasons;
    if (disclosure::is_low(asked.size(), rules_)) {
      reasons.insert(to_text(disclosure::Reason::low_count));
    }
    for (const auto& earlier : released_) {
      if (tells_of_few(asked, earlier)) reasons.insert("DIFFERENCE");
    }
    for (const auto& population : populations(snapshot)) {
      if (tells_of_few(asked, population)) reasons.insert("COMPLEMENT");
    }
    return reasons;
  }

  bool tells_of_few(const PersonSet& asked, const PersonSet& known) const {
    return is_too_close(overlap(asked.size(), known.size(), asked.common_with(known)), rules_);
  }

  // Those whose size is known: of the snapshot that is asked, and of those of which something was
  // released.
  std::vector<PersonSet> populations(const std::string& snapshot) const {
    std::vector<PersonSet> known;
    if (!rules_.population_is_public) return known;
    auto named = snapshots_;
    named.insert(snapshot);
    for (const auto& name : named) known.push_back(microdata_.find(name)->everybody());
    return known;
  }

  const Microdata& microdata_;
  const Rules& rules_;
  std::vector<PersonSet> released_;
  std::set<std::string> snapshots_;  // of which something was released
};

Result<Json> replay_one(Fields& fields, const Microdata& microdata) {
  const auto* settings = fields.find("settings");
  const auto rules = read_rules(settings == nullptr ? Json::object() : *settings, fields);
  const auto queries = outputs::listed(fields, "queries",
                                       [&](Fields& query) { return read_query(query, microdata); });
  if (fields.failed()) return Json();
  History history(microdata, rules);
  auto steps = Json::array();
  for (const auto& query : queries) {
    auto step = history.decide(query);
    step["step"] = steps.size() + 1;
    steps.push_back(std::move(step));
  }
  return Json{{"steps", std::move(steps)}};
}

// Whether a file stands beside the one that names it.
bool is_beside(const std::string& name) {
  return !name.empty() && name != ".." && name.find('/') == std::string::npos;
}

Result<Microdata> read_microdata(const Json& document, const ReadFile& read_file) {
  const Json usual{{"v1", "microdata.csv"}, {"v2", "microdata_v2.csv"}};
  const bool is_named = document.is_object() && document.contains("data");
  const auto& named = is_named ? document.at("data") : usual;
  Fields fields(named, "/data");
  Microdata microdata;
  for (const auto& [snapshot, file] : named.items()) {
    const auto name = fields.text(snapshot);
    if (!is_beside(name)) fields.fail(snapshot, "the name of a file beside this one is expected");
    if (fields.failed()) break;
    const auto csv = read_file(name);
    if (!csv) return csv.error();
    if (auto added = microdata.add(snapshot, *csv); !added) {
      return Error{added.error().code, name + ": " + added.error().detail};
    }
  }
  if (auto done = fields.done(); !done) return done.error();
  return microdata;
}

}  // namespace

Result<Json> replay(const Json& document, const ReadFile& read_file) {
  const auto microdata = read_microdata(document, read_file);
  if (!microdata) return microdata.error();
  auto answer = outputs::answer_all(document, "sequences", [&](Fields& sequence) {
    static_cast<void>(sequence.find("data"));
    return replay_one(sequence, *microdata);
  });
  if (!answer) return answer;
  (*answer)["not_decided"] = Json::array({"TRACKER"});
  return answer;
}

}  // namespace passerelle::ledger::queries
