#include "policies/perturbation/cell_key_file.h"

#include <nlohmann/json.hpp>
#include <set>

#include "node/base/encoding.h"
#include "policies/disclosure/outputs/documents.h"
#include "policies/disclosure/outputs/reading.h"
#include "policies/perturbation/cell_key.h"

namespace passerelle::perturbation {
namespace {

using disclosure::outputs::count;
using disclosure::outputs::counts;
using disclosure::outputs::ignore;
using disclosure::outputs::listed;

constexpr std::int64_t kMostRows = 1000;

std::vector<std::int64_t> whole_numbers(Fields& fields, std::string_view name) {
  std::vector<std::int64_t> read;
  for (const auto& item : fields.array(name)) {
    if (!item.is_number_integer() || std::abs(item.get<double>()) > 1e9) {
      fields.fail(name, "a list of whole numbers is expected");
      return {};
    }
    read.push_back(item.get<std::int64_t>());
  }
  return read;
}

NoiseRow read_row(Fields& table, const std::string& persons) {
  Fields fields(table.object(persons), table.path_of(persons));
  NoiseRow row{whole_numbers(fields, "noise"), {}};
  for (const auto upper : counts(fields, "upper")) {
    row.upper.push_back(static_cast<std::uint64_t>(upper));
  }
  ignore(fields, {"mean", "variance"});
  if (auto done = fields.done(); !done) table.fail(done.error());
  return row;
}

// Rows 1 to `last`.
Result<NoiseTable> read_table(Fields& fields, std::int64_t last) {
  Fields table(fields.object("p_table"), fields.path_of("p_table"));
  std::vector<NoiseRow> rows;
  for (std::int64_t persons = 1; persons <= last; ++persons) {
    rows.push_back(read_row(table, std::to_string(persons)));
  }
  if (auto done = table.done(); !done) return done.error();
  auto read = NoiseTable::of(std::move(rows));
  if (read) return read;
  return Error{read.error().code, table.path() + ": " + read.error().detail};
}

std::set<std::string> read_persons(Fields& cell) {
  const auto list = cell.texts("pseudonyms");
  std::set<std::string> persons(list.begin(), list.end());
  if (persons.size() != list.size()) cell.fail("pseudonyms", "a person stands there twice");
  ignore(cell, {"n", "cell_key", "noise", "published"});
  return persons;
}

Result<Json> answer_cells(Fields& fields) {
  auto secret = from_hex(fields.text("secret_hex"));
  if (!secret) fields.fail("secret_hex", "bytes in hex are expected");
  const auto last = count(fields, "i_max");
  if (last < 1 || last > kMostRows) fields.fail("i_max", "a count from 1 to 1000 is expected");
  const auto cells = listed(fields, "cells", read_persons);
  ignore(fields, {"format", "D", "V", "js", "record_keys"});
  if (fields.failed()) return Json();
  const auto table = read_table(fields, last);
  if (!table) return table.error();

  const Secret key(*std::move(secret));
  Json result{{"cells", Json::array()}, {"record_keys", Json::object()}};
  for (const auto& persons : cells) {
    std::uint32_t cell_key = 0;
    for (const auto& person : persons) {
      const auto of_person = record_key(key, person);
      result["record_keys"][person] = of_person;
      cell_key += of_person;
    }
    const auto n = static_cast<std::int64_t>(persons.size());
    const auto noise = table->noise(n, cell_key);
    result["cells"].push_back(
        {{"n", n}, {"cell_key", cell_key}, {"noise", noise}, {"published", n + noise}});
  }
  return result;
}

}  // namespace

Result<Json> cell_keys(const Json& document) {
  return disclosure::outputs::answer_documents(document, answer_cells);
}

}  // namespace passerelle::perturbation
