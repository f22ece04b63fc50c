#include "node/bundle/result_tables.h"

#include <nlohmann/json.hpp>

#include "node/analysis/outcomes.h"
#include "node/bundle/layout_text.h"
#include "node/bundle/result_source.h"

namespace passerelle::bundle {

ResultSource::ResultSource(const analysis::StudyPlan& plan,
                           const analysis::Analysis& what,
                           const Json& pooled,
                           const Json& withheld,
                           const Messages& words)
    : plan_(&plan), what_(&what), pooled_(&pooled), words_(&words) {
  for (const auto& pointer : withheld) withheld_.insert(pointer.get<std::string>());
}

ResultSource ResultSource::within(const std::string& step) const {
  static const Json kNone = Json::object();
  const auto found = pooled_->find(step);
  const bool is_object = found != pooled_->end() && found->is_object();
  ResultSource inner(*plan_, *what_, is_object ? *found : kNone, Json::array(), *words_);
  const auto prefix = "/" + step;
  for (const auto& pointer : withheld_) {
    if (pointer == prefix) inner.withheld_.insert("");
    if (pointer.starts_with(prefix + "/")) inner.withheld_.insert(pointer.substr(prefix.size()));
  }
  return inner;
}

Value ResultSource::at(const std::string& pointer) const {
  for (auto part = pointer; !part.empty(); part.resize(part.rfind('/'))) {
    if (withheld_.contains(part)) return Withheld{};
  }
  if (withheld_.contains("")) return Withheld{};
  const Json::json_pointer place(pointer);
  if (!pooled_->contains(place)) return {};
  const auto& value = pooled_->at(place);
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return value.get<std::string>();
  return {};
}

bool ResultSource::has(const std::string& pointer) const {
  return pooled_->contains(Json::json_pointer(pointer)) || withheld_.contains(pointer);
}

std::string ResultSource::by(const std::string& key,
                             const std::optional<std::string>& variable) const {
  return variable ? say(key + "_by", {as_words(*variable)}) : say(key);
}

std::vector<std::string> ResultSource::levels(const std::string& variable) const {
  return analysis::levels_in(*plan_, what_->row_set, variable);
}

Table square_table(const ResultSource& from,
                   const Column& first,
                   const std::vector<std::string>& names,
                   const std::string& block,
                   const std::string& caption) {
  Table table{block, caption, {first}, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns.push_back(
        {names[i], caption.empty() ? std::string() : as_words(names[i]), Kind::number});
    std::vector<Value> row{names[i]};
    for (std::size_t j = 0; j < names.size(); ++j) {
      row.push_back(from.at("/" + block + "/" + std::to_string(i) + "/" + std::to_string(j)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

namespace {

void write_all(const ResultSource& from, const std::string& node, std::vector<Table>& tables) {
  std::vector<Table> own;
  std::visit([&](const auto& what) { write_tables(from, what, own); }, from.what().what);
  for (auto& table : own) {
    table.part = table.name;
    table.node = node;
    if (!node.empty()) {
      table.name += (table.name.empty() ? "node-" : "-node-") + node;
      if (!table.caption.empty())
        table.caption = from.say("caption.node_alone", {table.caption, node});
    }
    // A folder of its own, because identifiers may hold any mark that could stand between them.
    table.name = from.what().id + (table.name.empty() ? "" : "/" + table.name);
    tables.push_back(std::move(table));
  }
}

}  // namespace

std::vector<Table> tables_of(const analysis::StudyPlan& plan,
                             const analysis::Analysis& analysis,
                             const Json& answer,
                             const Messages& words) {
  std::vector<Table> tables;
  write_all({plan, analysis, answer.at("pooled"), answer.at("withheld"), words}, "", tables);
  if (const auto nodes = answer.find("nodes"); nodes != answer.end()) {
    for (const auto& [node, own] : nodes->items()) {
      write_all({plan, analysis, own, answer.at("nodes_withheld").at(node), words}, node, tables);
    }
  }
  return tables;
}

}  // namespace passerelle::bundle
