#include "policies/access/grant.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "node/base/error.h"
#include "policies/access/reading.h"

namespace passerelle::access {
namespace {

constexpr std::array<std::string_view, 5> kConditions{
    "human_review", "one_run_at_a_time", "no_linkage", "no_third_country", "holder_agreement"};

// Says whether a list is strictly increasing: in order, and nothing twice.
bool is_sorted_set(const std::vector<std::string>& list) {
  return std::ranges::adjacent_find(list, std::greater_equal<>()) == list.end();
}

bool is_day(const std::string& text) {
  return text.size() == 10 && parse_instant(text + "T00:00:00Z").has_value();
}

std::optional<std::string> fault_of(const PermittedDataset& dataset) {
  if (dataset.variables.empty()) return "no variable is named";
  if (!is_sorted_set(dataset.variables)) return "the variables are not in order, each once";
  if (!is_sorted_set(dataset.categories) || !std::ranges::all_of(dataset.categories, is_category)) {
    return "a category is not one of Art. 51, or they are not in order, each once";
  }
  if (dataset.version && !is_digest(*dataset.version)) {
    return "the version is not 64 lower-case hex characters";
  }
  const auto is_permitted = [&](const std::string& variable) {
    return std::ranges::binary_search(dataset.variables, variable);
  };
  for (const auto& condition : dataset.demanded()) {
    // A study that must make a condition must also be allowed to read its column.
    if (!is_permitted(column_of(condition))) return "a condition reads a variable outside it";
  }
  if (dataset.period && (!is_day(dataset.period->from) || !is_day(dataset.period->to) ||
                         dataset.period->to < dataset.period->from)) {
    return "the period is not from a day to the same or a later one";
  }
  if (!dataset.protected_parts) return std::nullopt;
  const auto& parts = *dataset.protected_parts;
  if (!is_sorted_set(parts.variables) || !std::ranges::all_of(parts.variables, is_permitted)) {
    return "a protected part is no variable of it, or they are not in order, each once";
  }
  return std::nullopt;
}

std::optional<DataPeriod> read_period(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  Fields f(fields.object(name), fields.path_of(name));
  DataPeriod period{f.text("variable"), f.text("from"), f.text("to")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return period;
}

std::optional<ProtectedParts> read_protected_parts(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  Fields f(fields.object(name), fields.path_of(name));
  ProtectedParts parts{f.texts_or_none("variables"), f.text("measures")};
  if (parts.measures.size() > kMaximumTextBytes) f.fail("measures", "is too long");
  if (auto read = f.done(); !read) fields.fail(read.error());
  return parts;
}

std::vector<RowCondition> read_filter(Fields& fields, std::string_view name) {
  const Json* written = fields.find(name);
  if (written == nullptr) return {};
  auto filter = read_row_filter(*written, fields.path_of(name));
  if (!filter) {
    fields.fail(filter.error());
    return {};
  }
  return *std::move(filter);
}

PermittedDataset read_permitted_dataset(Fields& f) {
  PermittedDataset dataset;
  dataset.id = DatasetId(f.text("id"));
  dataset.variables = f.texts("variables");
  if (f.find("version") != nullptr) dataset.version = f.text("version");
  dataset.categories = f.texts_or_none("categories");
  dataset.row_filter = read_filter(f, "row_filter");
  dataset.period = read_period(f, "period");
  dataset.protected_parts = read_protected_parts(f, "protected_parts");
  return dataset;
}

}  // namespace

std::string_view code(ConditionCode condition) {
  return kConditions.at(static_cast<std::size_t>(condition));
}

Result<ConditionCode> parse_condition_code(std::string_view code) {
  return parse_code<ConditionCode>(kConditions, code);
}

std::vector<RowCondition> PermittedDataset::demanded() const {
  auto conditions = row_filter;
  if (period) conditions.push_back(within_period(period->variable, period->from, period->to));
  return conditions;
}

std::vector<PermittedDataset> read_permitted_datasets(Fields& fields, std::string_view name) {
  std::vector<PermittedDataset> datasets;
  read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    auto dataset = read_permitted_dataset(f);
    if (auto read = f.done(); !read) return fields.fail(read.error());
    datasets.push_back(std::move(dataset));
  });
  return datasets;
}

std::vector<Condition> read_conditions(Fields& fields, std::string_view name) {
  std::vector<Condition> conditions;
  read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    Condition condition;
    if (f.find("code") != nullptr) condition.code = read_code(f, "code", parse_condition_code);
    condition.text = f.text("text");
    if (condition.text.size() > kMaximumTextBytes) f.fail("text", "is too long");
    if (auto read = f.done(); !read) return fields.fail(read.error());
    conditions.push_back(std::move(condition));
  });
  return conditions;
}

std::optional<Dominance> read_dominance(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  Fields f(fields.object(name), fields.path_of(name));
  const Dominance dominance{f.integer("n"), f.integer("percent")};
  if (!f.failed() && dominance.n != 1 && dominance.n != 2) f.fail("n", "is 1 or 2");
  if (!f.failed() && (dominance.percent < 1 || dominance.percent > 99)) {
    f.fail("percent", "is between 1 and 99");
  }
  if (auto read = f.done(); !read) fields.fail(read.error());
  return dominance;
}

std::optional<Fees> read_fees(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  Fields f(fields.object(name), fields.path_of(name));
  Fees fees{f.text("reference"), f.text("currency"), f.integer("body_cents"),
            f.integer("holder_cents")};
  if (auto read = f.done(); !read) fields.fail(read.error());
  else if (const auto fault = fault_of(fees)) fields.fail(name, *fault);
  return fees;
}

std::optional<DataProtection> read_data_protection(Fields& fields, std::string_view name) {
  if (fields.find(name) == nullptr) return std::nullopt;
  Fields f(fields.object(name), fields.path_of(name));
  DataProtection protection{f.text("controller"), f.text("processor"),
                            read_code(f, "basis", parse_legal_basis)};
  if (auto read = f.done(); !read) fields.fail(read.error());
  return protection;
}

std::vector<HolderAgreement> read_agreements(Fields& fields, std::string_view name) {
  std::vector<HolderAgreement> agreements;
  if (fields.find(name) == nullptr) return agreements;
  read_each(fields, name, [&](const Json& item, const std::string& path) {
    Fields f(item, path);
    HolderAgreement agreement{f.text("holder"), f.text("digest")};
    if (!f.failed() && !is_digest(agreement.digest)) {
      f.fail("digest", "64 lower-case hex characters are expected");
    }
    if (auto read = f.done(); !read) return fields.fail(read.error());
    agreements.push_back(std::move(agreement));
  });
  return agreements;
}

std::optional<privacy::Exception> read_opt_out_exception(Fields& fields, std::string_view name) {
  const auto* written = fields.find(name);
  if (written == nullptr) return std::nullopt;
  auto exception = privacy::exception_from_json(*written, fields.path_of(name));
  if (exception) return *std::move(exception);
  fields.fail(exception.error());
  return std::nullopt;
}

Json to_json(const std::vector<PermittedDataset>& datasets) {
  Json list = Json::array();
  for (const auto& dataset : datasets) {
    Json item{{"id", dataset.id.text()}, {"variables", dataset.variables}};
    if (dataset.version) item["version"] = *dataset.version;
    if (!dataset.categories.empty()) item["categories"] = dataset.categories;
    if (!dataset.row_filter.empty()) item["row_filter"] = row_filter_to_json(dataset.row_filter);
    if (const auto& period = dataset.period) {
      item["period"] = {{"variable", period->variable}, {"from", period->from}, {"to", period->to}};
    }
    if (const auto& parts = dataset.protected_parts) {
      item["protected_parts"] = {{"measures", parts->measures}};
      if (!parts->variables.empty()) item["protected_parts"]["variables"] = parts->variables;
    }
    list.push_back(std::move(item));
  }
  return list;
}

Json to_json(const std::vector<Condition>& conditions) {
  Json list = Json::array();
  for (const auto& condition : conditions) {
    Json item{{"text", condition.text}};
    if (condition.code) item["code"] = code(*condition.code);
    list.push_back(std::move(item));
  }
  return list;
}

Json to_json(const Dominance& dominance) {
  return {{"n", dominance.n}, {"percent", dominance.percent}};
}

Json to_json(const Fees& fees) {
  return {{"reference", fees.reference},
          {"currency", fees.currency},
          {"body_cents", fees.body_cents},
          {"holder_cents", fees.holder_cents}};
}

Json to_json(const DataProtection& data_protection) {
  return {{"controller", data_protection.controller},
          {"processor", data_protection.processor},
          {"basis", code(data_protection.basis)}};
}

Json to_json(const std::vector<HolderAgreement>& agreements) {
  Json list = Json::array();
  for (const auto& agreement : agreements) {
    list.push_back({{"holder", agreement.holder}, {"digest", agreement.digest}});
  }
  return list;
}

bool need_person(const std::vector<Condition>& conditions,
                 const std::vector<PermittedDataset>& datasets) {
  return std::ranges::any_of(conditions, [](const auto& one) { return !one.code; }) ||
         std::ranges::any_of(datasets,
                             [](const auto& one) { return one.protected_parts.has_value(); });
}

std::optional<std::string> fault_of(const std::vector<PermittedDataset>& datasets) {
  for (const auto& dataset : datasets) {
    if (std::ranges::count(datasets, dataset.id, &PermittedDataset::id) != 1) {
      return dataset.id.text() + " stands twice";
    }
    if (const auto fault = fault_of(dataset)) return dataset.id.text() + ": " + *fault;
  }
  return std::nullopt;
}

std::optional<std::string> fault_of(const Fees& fees) {
  // No fee of a body comes near; two of them never overflow.
  constexpr std::int64_t kMaximumCents = 100'000'000'000;
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (fees.currency.size() != 3 || !std::ranges::all_of(fees.currency, is_capital)) {
    return "the currency is three capital letters of ISO 4217";
  }
  for (const auto cents : {fees.body_cents, fees.holder_cents}) {
    if (cents < 0 || cents > kMaximumCents) return "an amount is negative or too large";
  }
  return std::nullopt;
}

}  // namespace passerelle::access
