#include "policies/ledger/queries/replay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/disclosure/programme.h"
#include "policies/ledger/difference.h"
#include "policies/ledger/queries/filter.h"
#include "policies/ledger/queries/microdata.h"
#include "policies/ledger/span.h"

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
  std::vector<std::size_t> records;  // that are asked for, ascending

  PersonSet persons() const {
    std::vector<std::uint32_t> numbers;
    for (const auto record : records) numbers.push_back(data->persons[record]);
    return PersonSet(numbers);
  }
  PersonSet others() const {
    std::vector<std::uint32_t> numbers;
    auto next = records.begin();
    for (std::size_t record = 0; record < data->persons.size(); ++record) {
      if (next != records.end() && *next == record) ++next;
      else numbers.push_back(data->persons[record]);
    }
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

// What was released so far, whatever the study, and the snapshots it was released from.
class Released final : public Archive {
 public:
  Result<void> each(std::int64_t least, std::int64_t most, const Show& show) const override {
    return shown(cohorts_, [&](const Earlier& earlier) {
      const auto persons = earlier.persons.size();
      return persons < least || persons > most ? Go::on : show(earlier);
    });
  }
  Result<void> populations(const Show& show) const override { return shown(populations_, show); }

  bool holds(const PersonSet& persons) const { return holds(cohorts_, persons); }

  void add(PersonSet persons, PersonSet everybody) {
    if (!holds(cohorts_, persons)) cohorts_.push_back({{}, std::move(persons)});
    if (!holds(populations_, everybody)) populations_.push_back({{}, std::move(everybody)});
  }

 private:
  static Result<void> shown(const std::vector<Earlier>& list, const Show& show) {
    for (const auto& earlier : list) {
      if (show(earlier) == Go::enough) break;
    }
    return {};
  }
  static bool holds(const std::vector<Earlier>& list, const PersonSet& persons) {
    return std::ranges::find(list, persons, &Earlier::persons) != list.end();
  }

  std::vector<Earlier> cohorts_, populations_;
};

class History {
 public:
  History(const Microdata& microdata, const Rules& rules) : microdata_(microdata), rules_(rules) {}

  // Decides a query and remembers what is released.
  Result<Json> decide(const Query& query) {
    const auto asked = query.persons();
    const auto everybody = microdata_.find(query.snapshot)->everybody();
    auto reasons = asked.size() == 0 ? reasons_of_nobody() : reasons_of(asked, everybody);
    std::int64_t exposed = 0;
    if (reasons.empty() && asked.size() > 0 && !released_.holds(asked)) {
      const auto found = exposure_of(asked, query.others());
      if (!found) return found.error();
      if (found->is_undecided) reasons.insert("TRACKER_UNDECIDED");
      else if (found->any()) reasons.insert(to_text(Rule::tracker));
      exposed = found->smallest;
    }
    Json step{{"n", asked.size()},
              {"decision", reasons.empty() ? "release" : "refuse"},
              {"reasons", reasons}};
    if (exposed > 0) step["exposed_group_size"] = exposed;
    if (!reasons.empty()) return step;
    step["answer"] = answer_to(query);
    if (asked.size() > 0) released_.add(asked, everybody);
    return step;
  }

 private:
  using Reasons = std::set<std::string>;

  Reasons reasons_of_nobody() const {
    return rules_.zeros_are_disclosive ? Reasons{to_text(disclosure::Reason::zero)} : Reasons{};
  }

  Reasons reasons_of(const PersonSet& asked, const PersonSet& everybody) const {
    Reasons reasons;
    if (disclosure::is_low(asked.size(), rules_)) {
      reasons.insert(to_text(disclosure::Reason::low_count));
    }
    const auto compare_with = [&](const char* reason) {
      return [&reasons, &asked, reason, this](const Earlier& earlier) {
        if (tells_of_few(asked, earlier.persons)) reasons.insert(reason);
        return Archive::Go::on;
      };
    };
    static_cast<void>(
        released_.each(0, std::numeric_limits<std::int64_t>::max(), compare_with("DIFFERENCE")));
    if (!rules_.population_is_public) return reasons;
    static_cast<void>(released_.populations(compare_with("COMPLEMENT")));
    if (tells_of_few(asked, everybody)) reasons.insert("COMPLEMENT");
    return reasons;
  }

  Result<Exposure> exposure_of(const PersonSet& asked, const PersonSet& others) const {
    const Persons persons{{{asked.size(), asked}, {others.size(), others}}, {0, 1}};
    const auto found = exposures(persons, {Cohort{0}}, rules_, released_);
    if (!found) return found.error();
    return found->front();
  }

  bool tells_of_few(const PersonSet& asked, const PersonSet& known) const {
    return is_too_close(overlap(asked.size(), known.size(), asked.common_with(known)), rules_);
  }

  const Microdata& microdata_;
  const Rules& rules_;
  Released released_;
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
    if (!step) return step.error();
    (*step)["step"] = steps.size() + 1;
    steps.push_back(*std::move(step));
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
  return outputs::answer_all(document, "sequences", [&](Fields& sequence) {
    outputs::ignore(sequence, {"data"});
    return replay_one(sequence, *microdata);
  });
}

}  // namespace passerelle::ledger::queries
